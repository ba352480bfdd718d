-- A record may be erased for good: what it said goes everywhere, its number and its tombstones stay.

-- The register: what was erased, so that a restored database erases it again.
create table erasure (
  id uuid primary key,
  innovation_id uuid not null unique references innovation,
  at timestamptz not null default now(),
  by text not null,
  reason text not null check (reason in ('asked_by_association', 'asked_by_person', 'unlawful', 'mistake'))
);

-- Hand-ins and published versions never change, but for an erasure, which empties them.
create or replace function append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'submission_revision' and current_setting('essaim.erasing', true) = 'on' then
    return null;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;

create or replace function innovation_version_is_final() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' and new.answers is distinct from old.answers
    and not (new.answers = '{}' and current_setting('essaim.erasing', true) = 'on') then
    raise exception 'a published version never changes';
  end if;
  return new;
end $$;

-- Nothing is written for a record that is erased: an answer that was being copied from it comes too late.
create function submission_of_erased() returns trigger language plpgsql as $$
begin
  if exists (select from erasure where innovation_id = new.innovation_id) then
    raise exception 'the record was erased' using errcode = '40001';
  end if;
  return null;
end $$;
-- Its name has it fire after the foreign key, which waits for an erasure under way.
create constraint trigger submission_of_erased after insert or update of innovation_id on submission
  for each row execute function submission_of_erased();

-- Empties everything that a registered record said, beyond what the application's role may change. It may be run again.
-- Who runs it holds the feed's head, so that nobody stores a document while the record's row is locked whole.
create function erase_innovation(erased uuid) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  scope_before text := coalesce(current_setting('essaim.scope', true), '');
  owner uuid;
  answered uuid[];
  attached uuid[];
  asked uuid[];
  spoken_of uuid[];
  titles text[];
begin
  if not exists (select from erasure where innovation_id = erased) then
    raise exception 'an erasure is registered first';
  end if;
  perform set_config('essaim.scope', 'all', true);
  perform set_config('essaim.erasing', 'on', true);
  select association_id into owner from innovation where id = erased for update;

  select coalesce(array_agg(id), '{}') into answered from submission s
    where s.innovation_id = erased
      or s.id in (select submission_id from innovation_version where innovation_id = erased);
  select coalesce(array_agg(id), '{}') into attached from file where submission_id = any (answered);
  select coalesce(array_agg(id), '{}') into asked from help_request where submission_id = any (answered);
  spoken_of := erased || answered;
  with said as (
    select questionnaire_version_id, answers from innovation_version where innovation_id = erased
    union all
    select questionnaire_version_id, answers from submission_revision where submission_id = any (answered))
  select coalesce(array_agg(distinct title), '{}') into titles from (
    select title from innovation where id = erased
    union all select title from submission where id = any (answered)
    union all select said.answers ->> (question #>> '{}') from said
      join questionnaire_version q on q.id = said.questionnaire_version_id
      cross join lateral jsonb_path_query(q.content, '$.** ? (@.binding == "title").code') as question) as known
  where length(title) > 7;

  delete from document where innovation_id = erased;
  delete from restriction where innovation_id = erased;
  delete from innovation_stage where innovation_id = erased;
  update innovation_version set answers = '{}', state = 'superseded', superseded_at = coalesce(superseded_at, now())
    where innovation_id = erased;
  update innovation set state = 'archived', title = null, published_version = null, departments = '{}',
      main_department = null, rerouted_to = null, withdrawn_reason = null, replaced_by = null,
      origin = case when association_id is null then '{}'::jsonb end
    where id = erased;
  update record_confirmation set note = null where innovation_id = erased;
  delete from dossier_item where innovation_id = erased and frozen_version is null;
  update dossier_item set frozen_document = null, note = null where innovation_id = erased;

  delete from answer where submission_id = any (answered);
  delete from outdated_answer where submission_id = any (answered);
  update submission_revision set answers = '{}' where submission_id = any (answered);
  update submission set title = null, comment = null, rerouted_because = null, takes_up = null, departments = '{}',
      main_department = null, rerouted_to = null,
      state = case when state in ('accepted', 'rejected') then state else 'withdrawn' end
    where id = any (answered);
  update help_request set message = '—', telephone = null where id = any (asked);
  -- without its hash the storage lets the bytes go; what another record shows is that record's
  update file set name = '—', sha256 = repeat('0', 64), width = null, height = null
    where id = any (attached) and not file_is_named(id, association_id);
  perform set_config('essaim.scope', 'all', true);

  update idempotent_answer set body = ''
    where exists (select from unnest(spoken_of) as one where strpos(body, one::text) > 0);
  -- a letter is written when it leaves: what waits would have nothing to tell
  update delivery set state = 'cancelled', reason = 'erased' where about = any (spoken_of) and state = 'waiting';
  update delivery set subject = '—', body = '—', reason = case when state = 'waiting' then 'erased' else reason end,
      state = case when state = 'waiting' then 'cancelled' else state end
    where kind = 'notice' and (
      exists (select from unnest(spoken_of) as one where strpos(body, one::text) > 0)
      or (exists (select from unnest(titles) as one where strpos(subject || ' ' || body, one) > 0)
        and lower(recipient) in (select lower(email) from contact where association_id = owner)));
  -- the commitments of these entries stay, and with them the proof of the trail
  delete from event_detail d using event e
    where e.id = d.event_id and e.subject_id = any (spoken_of || attached || asked)
      and e.subject_kind in ('innovation', 'submission', 'file', 'help_request');

  perform set_config('essaim.erasing', '', true);
  perform set_config('essaim.scope', scope_before, true);
end $$;
revoke execute on function erase_innovation from public;
