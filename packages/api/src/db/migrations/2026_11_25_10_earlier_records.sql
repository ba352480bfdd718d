-- Which draft a line of an earlier census's file became, so that the same file brings it once.
create table earlier_record (
  reference text primary key,
  submission_id uuid not null unique references submission,
  created_at timestamptz not null default now()
);
