-- When the database was last copied to where it can be restored from, and whether that was tried.

create table backup (
  id uuid primary key,
  -- what it restores to by itself
  at timestamptz not null,
  -- Essaim, or the tools of a server of the operator's own
  made_by text not null check (made_by in ('essaim', 'server')),
  -- as its folder is called
  name text unique,
  bytes bigint check (bytes >= 0),
  verified_at timestamptz
);
-- the last one, for the console and /metrics
create index backup_at on backup (at desc);
