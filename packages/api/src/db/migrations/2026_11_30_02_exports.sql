-- Exports: everything that an audience may read at one instant, as files that never change.

-- how often something was taken away from that audience: what was exported before is then not given any more
alter table feed add column narrowed bigint not null default 0;
-- a new export was asked for
alter table feed add column export_asked_at timestamptz;

-- A row is written when all of its files are stored: there is no half of an export.
create table export (
  id uuid primary key,
  audience audience not null references feed,
  transaction_time timestamptz not null,
  -- where the feed stood at that instant
  feed_epoch uuid not null,
  seq bigint not null,
  live bigint not null,
  deleted bigint not null,
  narrowed bigint not null,
  -- by which a copy proves itself
  digest text not null,
  -- not kept any more: its files are gone, and it answers 410
  ended_at timestamptz
);
-- those of an audience, the newest first: where audience = $1 and ended_at is null order by transaction_time desc
create index export_kept on export (audience, transaction_time desc) where ended_at is null;

create table export_file (
  export_id uuid not null references export,
  name text not null,
  format text not null,
  records bigint,
  bytes bigint not null,
  -- under which the storage has it
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  primary key (export_id, name)
);
-- what the sweep asks of each stored object
create index export_file_sha256 on export_file (sha256);
