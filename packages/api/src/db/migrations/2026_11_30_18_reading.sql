-- Up to which hand-in somebody of the staff has read an answer, so that the next one shows what differs.

create table submission_reading (
  submission_id uuid not null references submission on delete cascade,
  user_id uuid not null references staff_member on delete cascade,
  revision integer not null check (revision > 0),
  read_at timestamptz not null default now(),
  -- where submission_id = $1 and user_id = $2
  primary key (submission_id, user_id)
);

alter table submission_reading enable row level security;
alter table submission_reading force row level security;
create policy scoped on submission_reading using (
  scope_is_all() or exists (select from submission s where s.id = submission_id));
