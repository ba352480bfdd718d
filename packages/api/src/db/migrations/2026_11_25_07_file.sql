-- Files sent for answers: their bytes lie in the storage under their SHA-256, and are written before the row.

create table file (
  id uuid primary key,
  association_id uuid not null references association,
  submission_id uuid not null references submission,
  -- what its sender called it: a label, never a path
  name text not null check (length(name) between 1 and 255),
  media_type text not null,
  bytes integer not null check (bytes > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  width integer check (width > 0),
  height integer check (height > 0),
  uploaded_by text not null,
  created_at timestamptz not null default now(),
  check ((width is null) = (height is null))
);
-- the files of a submission: where submission_id = $1 order by id
create index file_submission on file (submission_id, id);
-- what the sweep asks of each stored object
create index file_sha256 on file (sha256);

-- Which readers ever had a file, by which record: it answers 410 to them once the record has left them.
create table published_file (
  file_id uuid not null references file,
  innovation_id uuid not null references innovation,
  audience audience not null,
  primary key (file_id, audience, innovation_id)
);

alter table file enable row level security;
alter table file force row level security;
create policy scoped on file using (
  association_in_scope(association_id) or exists (select from submission s where s.id = submission_id));

-- Whether an answer, a hand-in or a version of that association names the file, in sight of the caller or not.
create function file_is_named(named uuid, owner uuid) returns boolean language plpgsql as $$
declare
  before text := coalesce(current_setting('essaim.scope', true), '');
  pattern text := '%"' || named || '"%';
  found_one boolean;
begin
  perform set_config('essaim.scope', 'all', true);
  select exists (select from answer a join submission s on s.id = a.submission_id
      where s.association_id = owner and a.value::text like pattern)
    or exists (select from submission_revision r join submission s on s.id = r.submission_id
      where s.association_id = owner and r.answers::text like pattern)
    or exists (select from innovation_version v join innovation i on i.id = v.innovation_id
      where i.association_id = owner and v.answers::text like pattern)
    into found_one;
  perform set_config('essaim.scope', before, true);
  return found_one;
end $$;
