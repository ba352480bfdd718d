-- A record's life between its versions: published at a date, merged into another and back, split, and confirmed year after year.

alter table innovation
  -- a publication that waits for its date, and who decided it
  add column publish_at timestamptz,
  add column publish_by text,
  -- the state to which a merged record goes back when that is undone
  add column merged_from text check (merged_from in ('draft', 'published', 'withdrawn')),
  -- the record that this one was split off
  add column split_from uuid references innovation,
  -- since its last confirmation: when it was asked for, since when it has been missing, when its withdrawal was announced
  add column confirmation_asked_at timestamptz,
  add column stale_since timestamptz,
  add column withdrawal_announced_at timestamptz,
  add check ((merged_into is null) = (merged_from is null)),
  add check (merged_into is null or state = 'archived'),
  add check (merged_into <> id),
  add check ((publish_at is null) = (publish_by is null));
-- what is due: where publish_at <= now() order by publish_at
create index innovation_publish_at on innovation (publish_at) where publish_at is not null;
-- the records that were merged into one: where merged_into = any ($1)
create index innovation_merged_into on innovation (merged_into) where merged_into is not null;

-- Each step counts from the one before it, so that nobody is overtaken by a rule that was switched on late; null: never.
alter table federation
  add column confirm_after_days integer default 365 check (confirm_after_days between 30 and 3650),
  add column stale_after_days integer default 60 check (stale_after_days between 7 and 3650),
  add column announce_after_days integer check (announce_after_days between 0 and 3650),
  add column withdraw_after_days integer not null default 30 check (withdraw_after_days between 14 and 365);

-- Documents have one member more: they are projected again at the next start.
update feed_head set base_url = '' where base_url is not null;
