-- What moderation asks an association to correct, point by point; and what it writes on its behalf into a record.

-- One point, on one question. What the answer was and has become is in the hand-ins: only their numbers are kept here.
create table correction_point (
  id uuid primary key,
  submission_id uuid not null references submission on delete cascade,
  question text not null,
  kind text not null check (kind in ('incomplete', 'incorrect', 'update')),
  reason text not null,
  -- a value as the question takes it
  proposed jsonb,
  -- a note is moderation's own until a request sends it
  state text not null default 'note' check (state in ('note', 'open', 'answered', 'closed', 'reopened')),
  follows uuid references correction_point on delete cascade,
  author_id uuid references staff_member,
  -- the hand-in that the point is about, and the last one since
  asked_revision integer,
  answered_revision integer,
  kept_because text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  answered_at timestamptz,
  closed_at timestamptz,
  foreign key (submission_id, asked_revision) references submission_revision (submission_id, number),
  foreign key (submission_id, answered_revision) references submission_revision (submission_id, number),
  check ((state = 'note') = (sent_at is null)),
  check ((sent_at is null) = (asked_revision is null)),
  check ((answered_at is null) = (answered_revision is null)),
  check (state <> 'answered' or answered_at is not null),
  check (state <> 'closed' or closed_at is not null),
  check (sent_at is not null or kept_because is null)
);
-- the points of a submission: where submission_id = $1 order by id; the queue's filters: … and state = 'answered'
create index correction_point_submission on correction_point (submission_id, state);
-- a point is taken up again once: where follows = $1
create unique index correction_point_follower on correction_point (follows);

alter table correction_point enable row level security;
alter table correction_point force row level security;
create policy scoped on correction_point using (
  scope_is_all()
  or (exists (select from submission s where s.id = submission_id) and (state <> 'note' or scope_association() is null)));

-- What headquarters writes into the draft version of a record. Where style alone is concerned it is applied; where the
-- sense is, it is kept beside until the association has accepted it.
create table version_edit (
  id uuid primary key,
  innovation_id uuid not null,
  number integer not null,
  question text not null,
  nature text not null check (nature in ('editorial', 'substantive')),
  reason text,
  before jsonb not null,
  after jsonb not null,
  state text not null check (state in ('applied', 'proposed', 'accepted', 'refused', 'withdrawn')),
  edited_by text not null,
  refused_because text,
  decided_by text,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (innovation_id, number) references innovation_version (innovation_id, number),
  check (nature <> 'substantive' or reason is not null),
  check ((nature = 'editorial') = (state = 'applied')),
  check ((state in ('accepted', 'refused', 'withdrawn')) = (decided_at is not null)),
  check (state = 'refused' or refused_because is null)
);
-- the edits of a version: where innovation_id = $1 and number = $2 order by id
create index version_edit_version on version_edit (innovation_id, number);
-- of one answer one edit at most is undecided; what keeps a version from being published
create unique index version_edit_undecided on version_edit (innovation_id, number, question) where state = 'proposed';

alter table version_edit enable row level security;
alter table version_edit force row level security;
create policy scoped on version_edit using (
  scope_is_all() or exists (select from innovation i where i.id = innovation_id));
