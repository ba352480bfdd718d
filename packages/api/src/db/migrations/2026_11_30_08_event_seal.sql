-- The trail is sealed after its transactions, in the order in which they committed: sealing within them would make them queue.

-- The chain. Gapless: whoever follows events follows this number, and misses none; `at` and `id` are given before the commit.
create table event_seal (
  seq bigint primary key check (seq > 0),
  event_id uuid not null unique references event,
  -- sha256(the hash before || the entry): events/seals.ts
  hash bytea not null check (octet_length(hash) = 32)
);
create trigger event_seal_append_only before update or delete or truncate on event_seal
  for each statement execute function append_only();

-- What the sealer has to do: without it, finding the few entries that no seal names would read the whole trail.
create table event_unsealed (
  event_id uuid primary key
);
create function event_awaits_seal() returns trigger language plpgsql as $$
begin
  insert into event_unsealed (event_id) select id from added;
  return null;
end $$;
create trigger event_awaits_seal after insert on event referencing new table as added
  for each statement execute function event_awaits_seal();

insert into event_unsealed (event_id) select id from event;
