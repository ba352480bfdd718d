-- Where partners want to be told of changes (Standard Webhooks 1.0.0), and what was sent there.

create table webhook (
  id uuid primary key,
  partner_id uuid not null references partner on delete cascade,
  url text not null,
  description text,
  events text[] not null check (cardinality(events) > 0),
  -- the coded filters, as the feed's query takes them
  filter jsonb not null default '{}',
  audience audience not null check (audience <= 'members'),
  state text not null default 'pending' check (state in ('pending', 'active', 'disabled')),
  -- why it is disabled
  reason text check (reason in ('asked', 'failing', 'gone')),
  secret bytea not null check (octet_length(secret) between 24 and 64),
  -- signs as well, until then
  previous_secret bytea,
  previous_until timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  -- What of its audience's feed has been told: the number, the epoch in which it counts, and the numbering behind all epochs.
  epoch text not null,
  numbering uuid not null,
  seq bigint not null,
  -- when it was last told that its feed moved: several moves within a moment are one message
  advanced_at timestamptz,
  -- A range that is told again: what is left of it.
  replay_from bigint,
  replay_to bigint,

  -- Its lane: how many may be on their way at once, how often in a row it failed, and until when it is left alone.
  width integer not null default 1 check (width > 0),
  failures integer not null default 0,
  failing_since timestamptz,
  wait_until timestamptz,
  check ((state = 'disabled') = (reason is not null)),
  check ((replay_from is null) = (replay_to is null))
);
-- select … from webhook where partner_id = $1 order by id desc
create index webhook_of_partner on webhook (partner_id, id desc);

create table webhook_delivery (
  -- the webhook-id that the receiver sees, the same at each try
  id uuid primary key,
  webhook_id uuid not null references webhook on delete cascade,
  type text not null,
  -- the very text that is signed and sent
  body text not null check (octet_length(body) < 20000),
  -- where in the feed it stands, and of which record it speaks
  seq bigint,
  innovation_id uuid,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  claimed_at timestamptz,
  -- the process that is sending it, by the number whose lock it holds as long as it lives (plugins/notices.ts)
  claimed_by integer
);
-- select … from webhook_delivery where webhook_id = $1 order by id desc
create index webhook_delivery_log on webhook_delivery (webhook_id, id desc);
-- the next in a lane: … where webhook_id = $1 and state = 'waiting' and next_at <= now() order by next_at, id
create index webhook_delivery_due on webhook_delivery (webhook_id, next_at, id) where state = 'waiting';
-- how many of each are on their way, and which of them a dead process left
create index webhook_delivery_flying on webhook_delivery (webhook_id) where state = 'sending';
-- delete from webhook_delivery where created_at < …
create index webhook_delivery_age on webhook_delivery (created_at);

-- One try: what came back, and never a word of it.
create table webhook_attempt (
  delivery_id uuid not null references webhook_delivery on delete cascade,
  at timestamptz not null,
  status integer,
  -- null: it arrived
  error text,
  duration_ms integer not null,
  primary key (delivery_id, at)
);

-- Wakes whoever sends; that a feed moved is told by the feed itself.
create function tell_webhooks() returns trigger language plpgsql as $$
begin
  perform pg_notify('essaim_webhooks', '');
  return null;
end $$;
create trigger webhook_delivery_made after insert on webhook_delivery for each statement execute function tell_webhooks();
