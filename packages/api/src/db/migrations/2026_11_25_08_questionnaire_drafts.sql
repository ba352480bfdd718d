-- Questionnaires that change: one draft at a time, and what becomes of answers that a new version has no place for.

alter table questionnaire_version
  -- [{"question", "from", "to"}]: options that go on under another code since the version before
  add column mappings jsonb not null default '[]',
  -- of the draft; a published version keeps its last
  add column version integer not null default 1,
  add column updated_at timestamptz not null default now();
create unique index questionnaire_version_draft on questionnaire_version (questionnaire_id) where state = 'draft';

-- who is still on an older version: where questionnaire_version_id = any($1) and state in ('draft', 'changes_requested')
create index submission_in_progress on submission (questionnaire_version_id) where state in ('draft', 'changes_requested');

-- What was taken out of answers in progress when their questionnaire changed: kept as it was.
create table outdated_answer (
  id uuid primary key,
  submission_id uuid not null references submission on delete cascade,
  question text not null,
  -- what was asked then: {"fr", "en"}
  label jsonb not null,
  value jsonb not null,
  in_words text not null,
  reason text not null check (reason in ('removed_question', 'removed_option', 'kind_changed')),
  from_version integer not null,
  created_at timestamptz not null default now()
);
create index outdated_answer_submission on outdated_answer (submission_id, id);

alter table outdated_answer enable row level security;
alter table outdated_answer force row level security;
create policy scoped on outdated_answer using (
  scope_is_all() or exists (select from submission s where s.id = submission_id));
