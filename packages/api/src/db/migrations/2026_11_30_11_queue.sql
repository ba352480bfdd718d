-- The queue of moderation: whose turn it is and since when, who works on what, and what is found by its words.

alter table submission
  -- who of the staff follows it
  add column assignee_id uuid references staff_member,
  -- since when a message of the association waits for an answer
  add column unanswered_since timestamptz;

-- What lists are sorted by. Columns, since row-level security lets no index serve an expression that might leak.
alter table submission
  -- 0: moderation's turn, 1: the association's, 2: nobody's
  add column queue_order smallint not null generated always as (
    case when state in ('submitted', 'endorsed') or unanswered_since is not null then 0
      when state in ('draft', 'changes_requested') then 1 else 2 end) stored,
  add column turn_since timestamptz not null generated always as (
    case when state in ('submitted', 'endorsed') then state_at else coalesce(unanswered_since, state_at) end) stored,
  -- as French orders it, whatever the database's collation; what has no title yet comes last
  add column title_key text collate "C" not null generated always as (
    case when title is null then '1' else '0' || lower(translate(left(title, 100),
      'ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸàâäçéèêëîïôöùûüÿ', 'aaaceeeeiioouuuyaaaceeeeiioouuuy')) end) stored;

-- what waits longest, and what is due first: where queue_order = 0 order by queue_order, turn_since, id
create index submission_turn on submission (queue_order, turn_since, id);
-- order by title_key, id
create index submission_title on submission (title_key, id);
-- what somebody follows: where assignee_id = $1
create index submission_assignee on submission (assignee_id) where assignee_id is not null;
-- ready to be published: a version that waits, by the answer that made it
create index innovation_version_waiting on innovation_version (submission_id) where state = 'draft';

-- Who works on a submission just now, so that two people do not do the same: for a quarter of an hour after the last
-- sign of life, and no longer than until its state changes.
create table submission_claim (
  submission_id uuid primary key references submission on delete cascade,
  staff_member_id uuid not null references staff_member,
  claimed_at timestamptz not null,
  expires_at timestamptz not null
);
-- what somebody works on: where staff_member_id = $1
create index submission_claim_holder on submission_claim (staff_member_id);

alter table submission_claim enable row level security;
alter table submission_claim force row level security;
-- an association does not watch who reads its answer
create policy scoped on submission_claim using (
  scope_is_all() or (scope_association() is null and exists (select from submission s where s.id = submission_id)));

-- ---------------------------------------------------------------- words

-- Beside the submissions, since no index serves a search through row-level security. The application cannot read it: it
-- is told which submissions have the words, and sees those in its scope.
create table submission_words (
  submission_id uuid primary key references submission on delete cascade,
  words tsvector not null
);
-- where words @@ $1
create index submission_words_found on submission_words using gin (words);

create function submissions_with(asked tsquery) returns setof uuid language sql stable rows 100
  security definer set search_path = public, pg_temp as $$
  select submission_id from submission_words where words @@ asked
$$;

-- The words of the title, of the association and of the answers that moderation reads.
create function keep_words_of(one uuid) returns void language plpgsql
  security definer set search_path = public, pg_temp as $$
declare
  scope_before text := coalesce(current_setting('essaim.scope', true), '');
  named tsvector;
  said jsonb;
begin
  perform set_config('essaim.scope', 'all', true);
  select setweight(to_tsvector('essaim_french', coalesce(s.title, '')), 'A')
      || setweight(to_tsvector('essaim_french', concat_ws(' ', a.name, a.short_name)), 'B'),
    case when s.unsent and s.state in ('submitted', 'endorsed', 'accepted', 'rejected')
      then (select r.answers from submission_revision r where r.submission_id = s.id and r.number = s.revision)
      else (select jsonb_object_agg(x.question, x.value) from answer x where x.submission_id = s.id) end
    into named, said
    from submission s join association a on a.id = s.association_id where s.id = one;
  perform set_config('essaim.scope', scope_before, true);
  if named is null then
    return;
  end if;
  begin
    named := named || jsonb_to_tsvector('essaim_french', coalesce(said, '{}'), '["string"]');
  exception when program_limit_exceeded then
    -- too long to be searched whole: it is found by its title and its association
    null;
  end;
  insert into submission_words values (one, named)
    on conflict (submission_id) do update set words = excluded.words where submission_words.words <> excluded.words;
end $$;
revoke execute on function keep_words_of from public;

create function submission_said() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform keep_words_of(new.id);
  return null;
end $$;
-- at the end of the transaction, when its answers are written: whoever writes an answer counts the submission's version up
create constraint trigger submission_said
  after insert or update of version, state, title, association_id on submission
  deferrable initially deferred for each row execute function submission_said();

create function association_named() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare
  scope_before text := coalesce(current_setting('essaim.scope', true), '');
  written uuid[];
begin
  perform set_config('essaim.scope', 'all', true);
  select coalesce(array_agg(s.id), '{}') into written from submission s where s.association_id = new.id;
  perform set_config('essaim.scope', scope_before, true);
  perform keep_words_of(one) from unnest(written) as one;
  return null;
end $$;
create trigger association_named after update of name, short_name on association for each row
  when (old.name is distinct from new.name or old.short_name is distinct from new.short_name)
  execute function association_named();

do $$
declare
  written uuid[];
begin
  perform set_config('essaim.scope', 'all', true);
  select coalesce(array_agg(id), '{}') into written from submission;
  perform keep_words_of(one) from unnest(written) as one;
  perform set_config('essaim.scope', '', true);
end $$;

-- ---------------------------------------------------------------- views, absences

-- A view of the queue that somebody keeps: for oneself, for those of a role, for all.
create table saved_view (
  id uuid primary key,
  owner_id uuid not null references staff_member,
  name text not null,
  shared_with text check (shared_with in ('all', 'reader', 'delegate', 'moderator', 'admin')),
  -- what stands in the address of the queue
  filters jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- one's own, and those that others share
create index saved_view_owner on saved_view (owner_id);
create index saved_view_shared on saved_view (shared_with) where shared_with is not null;

-- Days on which somebody is away, and who acts in the meantime; why is nobody's business.
create table absence (
  id uuid primary key,
  staff_member_id uuid not null references staff_member on delete cascade,
  stand_in_id uuid references staff_member check (stand_in_id <> staff_member_id),
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- who is away now, and for whom somebody stands in: where ends_on >= today
create index absence_member on absence (staff_member_id, ends_on);
create index absence_stand_in on absence (stand_in_id, ends_on) where stand_in_id is not null;

-- Days are those of France.
create view absence_today as
  select a.id, a.staff_member_id, a.stand_in_id
  from absence a
  where (now() at time zone 'Europe/Paris')::date between a.starts_on and a.ends_on;

-- A delegation is in charge of something as long as one of its delegates is there, or somebody who stands in.
create or replace view active_delegation as
  select d.id, d.name
  from regional_delegation d
  where exists (
    select from staff_delegation s join staff_member m on m.id = s.staff_member_id
    where s.regional_delegation_id = d.id and m.state = 'active' and 'delegate' = any (m.roles)
      and (not exists (select from absence_today a where a.staff_member_id = m.id)
        or exists (
          select from absence_today a join staff_member i on i.id = a.stand_in_id
          where a.staff_member_id = m.id and i.state = 'active' and i.roles && array['delegate', 'moderator', 'admin']
            and not exists (select from absence_today own where own.staff_member_id = i.id))));
