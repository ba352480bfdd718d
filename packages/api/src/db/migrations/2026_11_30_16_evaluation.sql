-- Grids by which staff judge what was handed in, and what each reviewer said by them. None of it leaves staff.

create table evaluation_grid (
  id uuid primary key,
  code text not null unique,
  created_at timestamptz not null default now()
);

create table evaluation_grid_version (
  grid_id uuid not null references evaluation_grid,
  number integer not null check (number > 0),
  state text not null default 'draft' check (state in ('draft', 'published', 'retired')),
  content jsonb not null,
  version integer not null default 1,
  published_at timestamptz,
  retired_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (grid_id, number)
);
create unique index evaluation_grid_version_draft on evaluation_grid_version (grid_id) where state = 'draft';
create unique index evaluation_grid_version_published on evaluation_grid_version (grid_id) where state = 'published';

create function evaluation_grid_version_is_final() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' and new.content is distinct from old.content then
    raise exception 'a published version of a grid never changes';
  end if;
  return new;
end $$;
create trigger evaluation_grid_version_is_final before update on evaluation_grid_version
  for each row execute function evaluation_grid_version_is_final();

create table evaluation (
  id uuid primary key,
  submission_id uuid not null references submission,
  revision integer not null,
  grid_id uuid not null,
  grid_number integer not null,
  reviewer uuid not null references staff_member,
  state text not null default 'draft' check (state in ('draft', 'given')),
  scores jsonb not null default '{}',
  comment text,
  given_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (submission_id, revision) references submission_revision (submission_id, number),
  foreign key (grid_id, grid_number) references evaluation_grid_version (grid_id, number),
  check ((state = 'given') = (given_at is not null)),
  -- one reviewer says one thing of one hand-in by one grid; also: the evaluations of an answer
  unique (submission_id, revision, grid_id, reviewer)
);

alter table evaluation enable row level security;
alter table evaluation force row level security;
create policy scoped on evaluation using (
  scope_is_all() or (scope_association() is null and exists (select from submission s where s.id = submission_id)));
