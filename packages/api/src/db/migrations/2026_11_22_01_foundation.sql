-- The foundation: who acts, what is asked, what was answered, what is published, and the trail of it all.
-- Ids are UUIDv7 made by the application; nothing here needs a PostgreSQL newer than 15.

create extension if not exists unaccent;
create extension if not exists pg_trgm;

-- Words are unaccented before they are stemmed: French is typed without accents more often than with them.
create text search configuration essaim_french (copy = french);
alter text search configuration essaim_french
  alter mapping for hword, hword_part, word with unaccent, french_stem;

-- Ordered from the widest to the narrowest: comparisons of audiences are comparisons of this type.
create type audience as enum ('public', 'partners', 'members', 'staff');

-- ---------------------------------------------------------------- scope: what row-level security asks
-- The application states its scope at the start of each transaction; without it, nothing scoped is seen.
--   essaim.scope        'all' (headquarters, keys, jobs) or ''
--   essaim.departments  the départements of a delegate's delegations, as an array literal
--   essaim.delegations  these delegations, to which matters may be routed whatever they cover
--   essaim.association  the association of a respondent

create function scope_is_all() returns boolean language sql stable
  return current_setting('essaim.scope', true) = 'all';
create function scope_departments() returns text[] language sql stable
  return coalesce(nullif(current_setting('essaim.departments', true), '')::text[], '{}');
create function scope_delegations() returns uuid[] language sql stable
  return coalesce(nullif(current_setting('essaim.delegations', true), '')::uuid[], '{}');
create function scope_association() returns uuid language sql stable
  return nullif(current_setting('essaim.association', true), '')::uuid;

-- ---------------------------------------------------------------- secrets and keys

create table secret (
  name text primary key,
  value bytea not null,
  created_at timestamptz not null default now()
);

create table signing_key (
  kid text primary key,
  purpose text not null check (purpose in ('staff', 'client')),
  private_jwk jsonb not null,
  public_jwk jsonb not null,
  created_at timestamptz not null default now(),
  active_from timestamptz not null,
  retired_at timestamptz
);

-- ---------------------------------------------------------------- reference data

create table vocabulary (
  code text primary key,
  label jsonb not null,
  source text,
  version integer not null default 1,
  updated_at timestamptz not null default now()
);

-- A code is never given to another meaning: terms end (valid_until, replaced_by), they are not deleted.
create table term (
  vocabulary text not null references vocabulary,
  code text not null,
  label jsonb not null check (label ? 'fr'),
  parent text,
  position integer not null,
  synonyms text[] not null default '{}',
  mappings jsonb not null default '{}',
  attributes jsonb not null default '{}',
  valid_from date,
  valid_until date,
  replaced_by text,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (vocabulary, code),
  foreign key (vocabulary, parent) references term deferrable initially deferred,
  foreign key (vocabulary, replaced_by) references term deferrable initially deferred
);

create table commune (
  code text primary key,
  name text not null,
  -- null in the overseas collectivities, which are no départements
  department text,
  region text,
  postal_codes text[] not null,
  population integer,
  -- the name as typed by a person in a hurry: without accents, hyphens and apostrophes
  typed text not null
);
-- type-ahead of communes: where typed like 'saint den%' order by population desc
create index commune_typed on commune (typed text_pattern_ops);
-- type-ahead by postal code: where postal_codes @> array['29200']
create index commune_postal_codes on commune using gin (postal_codes);

create table regional_delegation (
  id uuid primary key,
  code text not null unique,
  name text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table regional_delegation_department (
  department text primary key,
  regional_delegation_id uuid not null references regional_delegation
);
create index regional_delegation_department_delegation on regional_delegation_department (regional_delegation_id);

-- ---------------------------------------------------------------- staff

create table staff_member (
  id uuid primary key,
  email text not null,
  name text not null,
  password_hash text,
  roles text[] not null
    check (cardinality(roles) > 0 and roles <@ array['reader', 'delegate', 'moderator', 'admin']),
  state text not null default 'active' check (state in ('active', 'suspended')),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index staff_member_email on staff_member (lower(email));

create table staff_delegation (
  staff_member_id uuid not null references staff_member on delete cascade,
  regional_delegation_id uuid not null references regional_delegation,
  primary key (staff_member_id, regional_delegation_id)
);
create index staff_delegation_delegation on staff_delegation (regional_delegation_id);

create table staff_session (
  id uuid primary key,
  staff_member_id uuid not null references staff_member,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text check (ended_because in ('signed_out', 'token_reuse', 'suspended', 'password_changed'))
);
create index staff_session_member on staff_session (staff_member_id) where ended_at is null;

-- Opaque tokens of every purpose, hashed; a purpose is never accepted for another.
create table token (
  id uuid primary key,
  kind text not null check (kind in ('refresh', 'sign_in_link', 'respondent_link', 'respondent_session')),
  -- the staff member or the contact whom it stands for
  subject uuid not null,
  -- what it opens: the staff session of a refresh, the link of a respondent's session
  resource uuid,
  hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index token_subject on token (kind, subject);
create index token_resource on token (resource) where resource is not null;

-- ---------------------------------------------------------------- partners

create table partner (
  id uuid primary key,
  name text not null unique,
  state text not null default 'active' check (state in ('active', 'suspended')),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table api_key (
  id uuid primary key,
  partner_id uuid not null references partner,
  prefix text not null unique,
  hash bytea not null unique,
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array[
    'innovations:read', 'feed:read', 'members:read', 'submissions:write',
    'associations:read', 'associations:write', 'webhooks:manage']),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_key_partner on api_key (partner_id);

-- ---------------------------------------------------------------- associations

create table association (
  id uuid primary key,
  name text not null,
  short_name text,
  siren text unique check (siren ~ '^\d{9}$' and siren <> '000000000'),
  rna text unique,
  finess_ej text unique,
  address text,
  postal_code text,
  commune text references commune,
  department text,
  telephone text,
  email text,
  website text,
  headcount integer check (headcount >= 0),
  joined_on date,
  left_on date,
  -- a made-up association of the demonstration: shown as such everywhere
  fictitious boolean not null default false,
  -- the facts corrected here, which a later import leaves alone
  corrected text[] not null default '{}',
  -- the facts as the last file stated them, to show the difference
  imported jsonb not null default '{}',
  merged_into uuid references association,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- lists of associations: order by name, id
create index association_name on association (name, id);
-- delegates' lists and the scope: where department = any($1)
create index association_department on association (department, name, id);
-- look-up by name: typed words anywhere in the name
create index association_name_trgm on association using gin (name gin_trgm_ops);

create table external_ref (
  system text not null,
  value text not null,
  association_id uuid not null references association,
  primary key (system, value),
  unique (association_id, system)
);

create table establishment (
  id uuid primary key,
  association_id uuid not null references association,
  finess_et text unique,
  siret text,
  name text not null,
  category text,
  address text,
  postal_code text,
  commune text references commune,
  department text,
  opened_on date,
  closed_on date,
  closed boolean not null default false,
  corrected text[] not null default '{}',
  imported jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index establishment_association on establishment (association_id, name, id);

create table contact (
  id uuid primary key,
  association_id uuid not null references association,
  office text not null check (office in ('president', 'general_director', 'other')),
  civility text check (civility in ('madame', 'monsieur')),
  name text,
  function text,
  email text,
  telephone text,
  objected_at timestamptz,
  corrected text[] not null default '{}',
  imported jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- one president and one general director at a time
create unique index contact_office on contact (association_id, office) where office <> 'other';
create index contact_association on contact (association_id, id);

-- Who objected or was erased is remembered as a hash, so that no import brings the address back.
create table suppressed_contact (
  hash bytea primary key,
  reason text not null check (reason in ('objected', 'erased')),
  created_at timestamptz not null default now()
);

create table association_import (
  id uuid primary key,
  dry_run boolean not null,
  rows integer not null,
  counts jsonb not null,
  columns jsonb not null,
  created_by uuid,
  created_at timestamptz not null default now()
);

create table association_import_row (
  import_id uuid not null references association_import on delete cascade,
  line integer not null,
  outcome text not null check (outcome in ('created', 'updated', 'unchanged', 'refused')),
  association jsonb,
  establishment jsonb,
  errors jsonb not null default '[]',
  warnings jsonb not null default '[]',
  primary key (import_id, line)
);
-- the rows of one outcome: where import_id = $1 and outcome = any($2) order by line
create index association_import_row_outcome on association_import_row (import_id, outcome, line);

-- ---------------------------------------------------------------- questionnaires

create table questionnaire (
  id uuid primary key,
  code text not null unique,
  title jsonb not null,
  created_at timestamptz not null default now()
);

create table questionnaire_version (
  id uuid primary key,
  questionnaire_id uuid not null references questionnaire,
  number integer not null,
  state text not null check (state in ('draft', 'published', 'retired')),
  content jsonb not null,
  published_at timestamptz,
  retired_at timestamptz,
  created_at timestamptz not null default now(),
  unique (questionnaire_id, number)
);

create function questionnaire_version_is_final() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' and new.content is distinct from old.content then
    raise exception 'a published questionnaire version never changes';
  end if;
  return new;
end $$;
create trigger questionnaire_version_is_final before update on questionnaire_version
  for each row execute function questionnaire_version_is_final();

-- ---------------------------------------------------------------- innovations (the directory's records)

create table innovation (
  id uuid primary key,
  association_id uuid references association,
  -- a harvested record comes from elsewhere: {source, uri, …}
  origin jsonb,
  state text not null default 'draft' check (state in ('draft', 'published', 'withdrawn', 'archived')),
  published_version integer,
  title text,
  -- the départements that it names, and the one where it mainly takes place: they decide who is concerned
  departments text[] not null default '{}',
  main_department text,
  rerouted_to uuid references regional_delegation,
  withdrawn_reason text check (withdrawn_reason in ('stopped', 'outdated', 'error', 'asked_by_association')),
  replaced_by uuid references innovation,
  merged_into uuid references innovation,
  first_published_at timestamptz,
  published_at timestamptz,
  confirmed_at timestamptz,
  state_by text,
  state_at timestamptz not null default now(),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (association_id is not null or origin is not null),
  check ((state = 'published') <= (published_version is not null))
);
-- the console's list: order by updated_at desc, id desc
create index innovation_updated on innovation (updated_at desc, id desc);
-- the same by state
create index innovation_state on innovation (state, updated_at desc, id desc);
-- the records of one association, re-projected when it is renamed
create index innovation_association on innovation (association_id, id);
-- the scope of a delegate: where departments && $1
create index innovation_departments on innovation using gin (departments);

-- ---------------------------------------------------------------- submissions

create table submission (
  id uuid primary key,
  association_id uuid not null references association,
  innovation_id uuid references innovation,
  questionnaire_version_id uuid not null references questionnaire_version,
  channel text not null check (channel in ('link', 'telephone', 'paper', 'staff', 'script', 'import')),
  contact_id uuid references contact on delete set null,
  -- the partner whose key wrote it: a key sees its own
  partner_id uuid references partner,
  state text not null default 'draft'
    check (state in ('draft', 'submitted', 'endorsed', 'changes_requested', 'accepted', 'rejected', 'withdrawn')),
  revision integer not null default 0,
  -- an endorsement holds for one revision
  endorsed_revision integer,
  title text,
  departments text[] not null default '{}',
  main_department text,
  rerouted_to uuid references regional_delegation,
  rerouted_because text,
  escalated_at date,
  -- what the moderators last wrote to the association
  comment text,
  state_by text,
  state_at timestamptz not null default now(),
  submitted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- the queue: where state = any($1) order by updated_at, id
create index submission_state on submission (state, updated_at desc, id desc);
create index submission_updated on submission (updated_at desc, id desc);
create index submission_association on submission (association_id, id);
create index submission_innovation on submission (innovation_id) where innovation_id is not null;
create index submission_partner on submission (partner_id) where partner_id is not null;
create index submission_departments on submission using gin (departments);

-- Answers are rows: two people who write different questions never collide.
create table answer (
  submission_id uuid not null references submission on delete cascade,
  question text not null,
  value jsonb not null,
  version integer not null,
  updated_by text,
  updated_at timestamptz not null default now(),
  primary key (submission_id, question)
);

-- A hand-in, unchanged for ever.
create table submission_revision (
  submission_id uuid not null references submission,
  number integer not null,
  questionnaire_version_id uuid not null references questionnaire_version,
  answers jsonb not null,
  submitted_by text not null,
  submitted_at timestamptz not null default now(),
  primary key (submission_id, number)
);

create table innovation_version (
  innovation_id uuid not null references innovation,
  number integer not null,
  state text not null check (state in ('draft', 'published', 'superseded')),
  answers jsonb not null,
  questionnaire_version_id uuid not null references questionnaire_version,
  submission_id uuid references submission,
  published_at timestamptz,
  superseded_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (innovation_id, number)
);
create unique index innovation_version_draft on innovation_version (innovation_id) where state = 'draft';
create unique index innovation_version_published on innovation_version (innovation_id) where state = 'published';
alter table innovation add foreign key (id, published_version) references innovation_version (innovation_id, number)
  deferrable initially deferred;

create function innovation_version_is_final() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' and new.answers is distinct from old.answers then
    raise exception 'a published version never changes';
  end if;
  return new;
end $$;
create trigger innovation_version_is_final before update on innovation_version
  for each row execute function innovation_version_is_final();

-- From which stage to which, and when: followed over the years.
create table innovation_stage (
  innovation_id uuid not null references innovation,
  version_number integer not null,
  stage text not null,
  recorded_at timestamptz not null default now(),
  primary key (innovation_id, version_number)
);

-- What was narrowed after publication, kept outside versions: old versions obey it too.
-- The question '*' stands for the whole record.
create table restriction (
  innovation_id uuid not null references innovation,
  question text not null,
  laid_by text not null check (laid_by in ('association', 'staff')),
  audience audience not null,
  created_at timestamptz not null default now(),
  primary key (innovation_id, question, laid_by)
);

-- ---------------------------------------------------------------- documents: what readers get, ready to serve

-- One row per distinct text of a record: it serves the audiences from_audience … to_audience. Only publication
-- writes here, and nothing else builds a reader's view. Search and facets belong to the row, so that no word is
-- findable by those who may not read it.
create table document (
  innovation_id uuid not null references innovation,
  version integer not null,
  current boolean not null,
  from_audience audience not null,
  to_audience audience not null check (to_audience >= from_audience and to_audience <= 'members'),
  body text not null,
  card text not null,
  etag text not null,
  facets text[] not null,
  search tsvector not null,
  -- when the record was first published, by which lists are sorted
  published_at timestamptz not null,
  -- when this very version was
  version_published_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (innovation_id, version, from_audience)
) with (toast_tuple_target = 4080);
-- Read far more often than written: bodies lie aside uncompressed, cards stay in the row, and the words of the search
-- are what is moved out to make room for them.
alter table document alter column body set storage external, alter column card set storage main;
-- one record: where innovation_id = $1 and current and from_audience <= $2 and to_audience >= $2
create unique index document_current on document (innovation_id, from_audience) where current;
-- the directory, newest first, one index per audience: where current and … order by published_at desc, innovation_id desc
create index document_newest_public on document (published_at desc, innovation_id desc)
  where current and from_audience <= 'public' and to_audience >= 'public';
create index document_newest_partners on document (published_at desc, innovation_id desc)
  where current and from_audience <= 'partners' and to_audience >= 'partners';
create index document_newest_members on document (published_at desc, innovation_id desc)
  where current and from_audience <= 'members' and to_audience >= 'members';
-- filters: facets && array['theme:…']
create index document_facets on document using gin (facets) where current;
-- q
create index document_search on document using gin (search) where current;
-- updated_since
create index document_changed on document (changed_at) where current;

-- ---------------------------------------------------------------- the change feed

-- The counter is taken at commit, under this row's lock: numbers have no gap and appear in commit order.
create table feed_head (
  one boolean primary key default true check (one),
  epoch uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  -- the address that the stored documents speak of
  base_url text
) with (fillfactor = 10);
insert into feed_head default values;

create table feed (
  audience audience primary key check (audience <= 'members'),
  head bigint not null default 0,
  live bigint not null default 0 check (live >= 0),
  deleted bigint not null default 0 check (deleted >= 0)
) with (fillfactor = 10);
insert into feed (audience) values ('public'), ('partners'), ('members');

-- Each record once per audience, at its last change there. Tombstones stay for ever and hold nothing personal.
create table feed_entry (
  audience audience not null references feed,
  kind text not null check (kind = 'innovation'),
  id uuid not null,
  seq bigint not null,
  state text not null check (state in ('updated', 'deleted')),
  reason text check (reason in ('withdrawn', 'erased', 'merged', 'out_of_scope')),
  -- the coded reason of a withdrawal, for those who had the record
  withdrawn_reason text,
  replaced_by uuid,
  changed_at timestamptz not null default now(),
  primary key (audience, kind, id),
  unique (audience, seq),
  check ((state = 'deleted') = (reason is not null))
);

-- ---------------------------------------------------------------- the trail

create table event (
  id uuid primary key,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('anonymous', 'staff', 'respondent', 'key', 'operator', 'job')),
  actor_id uuid,
  actor_roles text[] not null default '{}',
  action text not null,
  subject_kind text not null,
  subject_id uuid,
  association_id uuid,
  request_id uuid,
  -- sha256(salt || detail): the detail can be erased without breaking what proves the trail
  commitment bytea not null
);
-- the history of one thing: where subject_kind = $1 and subject_id = $2 order by id desc
create index event_subject on event (subject_kind, subject_id, id desc);
create index event_actor on event (actor_id, id desc) where actor_id is not null;

create table event_detail (
  event_id uuid primary key references event,
  salt bytea not null,
  -- json, not jsonb: the commitment covers the very text
  detail json not null
);

create function append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;
create trigger event_append_only before update or delete or truncate on event
  for each statement execute function append_only();
create trigger submission_revision_append_only before update or delete or truncate on submission_revision
  for each statement execute function append_only();

-- Mail waits here, written in the transaction of what causes it; a job sends it.
create table outbox (
  id uuid primary key,
  kind text not null check (kind = 'mail'),
  recipient text not null,
  subject text not null,
  body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index outbox_waiting on outbox (created_at) where state = 'waiting';

-- The answer to a POST with an Idempotency-Key, written in the transaction of what it answers.
create table idempotent_answer (
  caller text not null,
  key text not null,
  fingerprint bytea not null,
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  primary key (caller, key)
);
create index idempotent_answer_age on idempotent_answer (created_at);

-- Failed sign-ins by account and by address, shared by all processes.
create table sign_in_failure (
  id uuid primary key,
  key text not null,
  at timestamptz not null default now()
);
create index sign_in_failure_key on sign_in_failure (key, at);

-- ---------------------------------------------------------------- who is in charge

-- A delegation without an active delegate is in charge of nothing: headquarters has its matters.
create view active_delegation as
  select d.id, d.name
  from regional_delegation d
  where exists (
    select from staff_delegation s join staff_member m on m.id = s.staff_member_id
    where s.regional_delegation_id = d.id and m.state = 'active' and 'delegate' = any (m.roles));

-- ---------------------------------------------------------------- row-level security: the second wall

alter table submission enable row level security;
alter table submission force row level security;
create policy scoped on submission using (
  scope_is_all()
  or association_id = scope_association()
  or departments && scope_departments()
  or rerouted_to = any (scope_delegations())
  or exists (select from association a where a.id = association_id and a.department = any (scope_departments())));

-- These follow what they belong to: its policy applies inside the subquery.
alter table answer enable row level security;
alter table answer force row level security;
create policy scoped on answer using (
  scope_is_all() or exists (select from submission s where s.id = submission_id));

alter table submission_revision enable row level security;
alter table submission_revision force row level security;
create policy scoped on submission_revision using (
  scope_is_all() or exists (select from submission s where s.id = submission_id));

alter table innovation enable row level security;
alter table innovation force row level security;
create policy scoped on innovation using (
  scope_is_all()
  or association_id = scope_association()
  or departments && scope_departments()
  or rerouted_to = any (scope_delegations())
  or exists (select from association a where a.id = association_id and a.department = any (scope_departments())));

alter table innovation_version enable row level security;
alter table innovation_version force row level security;
create policy scoped on innovation_version using (
  scope_is_all() or exists (select from innovation i where i.id = innovation_id));

alter table contact enable row level security;
alter table contact force row level security;
create policy scoped on contact using (
  scope_is_all()
  or association_id = scope_association()
  or exists (select from association a where a.id = association_id and a.department = any (scope_departments())));

-- ---------------------------------------------------------------- notices: what processes keep in memory is told when it changes

create function tell_terms() returns trigger language plpgsql as $$
begin
  perform pg_notify('essaim_terms', '');
  return null;
end $$;
create trigger term_changed after insert or update or delete on term for each statement execute function tell_terms();
create trigger commune_changed after insert or update or delete on commune for each statement execute function tell_terms();

create function tell_document() returns trigger language plpgsql as $$
begin
  perform pg_notify('essaim_document', coalesce(new.innovation_id, old.innovation_id)::text);
  return null;
end $$;
create trigger document_changed after insert or update or delete on document for each row execute function tell_document();
