-- What staff are told of: derived from the sealed trail, in its order, so that nothing is told twice or missed.

-- How far the trail has been read; what happened before there were notifications is told to nobody.
create table notification_cursor (
  one boolean primary key default true check (one),
  seq bigint not null default 0,
  since timestamptz not null default now()
);
insert into notification_cursor default values;

-- No words: they are looked up when it is read, by who may still see them.
create table notification (
  id uuid primary key,
  staff_member_id uuid not null references staff_member on delete cascade,
  -- of event_seal, which nothing else refers to: it only grows
  seq bigint not null,
  kind text not null,
  submission_id uuid references submission on delete cascade,
  innovation_id uuid references innovation on delete cascade,
  -- who did it, as in submission.state_by
  by text not null,
  -- how it is mailed, as the person had chosen then
  mail text not null check (mail in ('at_once', 'daily', 'never')),
  created_at timestamptz not null default now(),
  read_at timestamptz,
  mailed_at timestamptz,
  -- one thing that happened is told once
  unique (staff_member_id, seq),
  check (num_nonnulls(submission_id, innovation_id) = 1)
);
-- the list, the newest first: where staff_member_id = $1 order by id desc
create index notification_list on notification (staff_member_id, id desc);
-- the bell: where staff_member_id = $1 and read_at is null
create index notification_unread on notification (staff_member_id) where read_at is null;
-- the morning's mail: where mail = 'daily' and mailed_at is null and read_at is null
create index notification_daily on notification (created_at) where mail = 'daily' and mailed_at is null and read_at is null;

alter table notification enable row level security;
alter table notification force row level security;
-- an association does not learn what staff are told
create policy scoped on notification using (
  scope_is_all() or (scope_association() is null and (
    exists (select from submission s where s.id = submission_id)
    or exists (select from innovation i where i.id = innovation_id))));

-- What somebody wants otherwise than by default.
create table notification_setting (
  staff_member_id uuid not null references staff_member on delete cascade,
  kind text not null,
  mail text not null check (mail in ('at_once', 'daily', 'never')),
  primary key (staff_member_id, kind)
);

-- A note is not the association's to see, whatever asks for it.
alter policy scoped on message using (
  scope_is_all()
  or (exists (select from submission s where s.id = submission_id) and (kind <> 'note' or scope_association() is null)));
