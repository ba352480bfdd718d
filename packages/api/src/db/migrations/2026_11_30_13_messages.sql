-- Who moderates an answer and who gave it write to each other about it; beside that, moderation keeps notes of its own.

create table message (
  id uuid primary key,
  submission_id uuid not null references submission,
  -- a note is among staff: the association never sees it
  kind text not null check (kind in ('to_association', 'from_association', 'note')),
  body text not null check (length(body) between 1 and 5000),
  -- as in submission.state_by: a kind and an id, never a name
  author text not null,
  -- the mail that carries it; null where nobody can be written to
  delivery_id uuid references delivery on delete set null,
  created_at timestamptz not null default now(),
  -- until then it can be taken back, and the association does not see it yet
  final_at timestamptz not null default now(),
  check (delivery_id is null or kind = 'to_association')
);
-- a thread, the first message first: where submission_id = $1 order by id
create index message_thread on message (submission_id, id);
-- what came from associations: the unanswered among them
create index message_from_association on message (submission_id, created_at) where kind = 'from_association';

alter table message enable row level security;
alter table message force row level security;
create policy scoped on message using (
  scope_is_all() or exists (select from submission s where s.id = submission_id));

-- What staff said of a thread as a whole; no row: it is open, and nothing was set aside.
create table thread (
  submission_id uuid primary key references submission,
  locked_at timestamptz,
  locked_by text,
  -- what came before needs no answer
  settled_at timestamptz,
  check ((locked_at is null) = (locked_by is null))
);
alter table thread enable row level security;
alter table thread force row level security;
create policy scoped on thread using (
  scope_is_all() or exists (select from submission s where s.id = submission_id));

-- Threads in which the association has the last word, and since when: it is our turn. A decision answers what was written
-- before it, and so does locking.
create view unanswered_message with (security_invoker = true) as
select m.submission_id, min(m.created_at) as since
from message m
join submission s on s.id = m.submission_id
left join thread t on t.submission_id = m.submission_id
where m.kind = 'from_association'
  and m.created_at > s.state_at
  and t.locked_at is null
  and m.created_at > coalesce(t.settled_at, '-infinity')
  and not exists (select from message r
    where r.submission_id = m.submission_id and r.kind = 'to_association' and r.created_at > m.created_at)
group by m.submission_id;
