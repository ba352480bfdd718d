-- Deliveries leave by a pump: how long a mail has been tried, how many left for a domain, and addresses that changed.

-- its first try: it is given up two days later
alter table delivery add column tried_at timestamptz;
-- the pace of each domain: where claimed_at > now() - interval '1 minute'
create index delivery_pace on delivery (claimed_at) where claimed_at is not null;
drop index delivery_claimed;
-- what was left half sent: where state = 'sending' and claimed_at < $1
create index delivery_sending_now on delivery (claimed_at) where state = 'sending';

-- Another address has not refused anything yet.
create function contact_address_changed() returns trigger language plpgsql as $$
begin
  new.bounced_at := null;
  new.bounce_reason := null;
  return new;
end $$;
create trigger contact_address_changed before update of email on contact
  for each row when (lower(new.email) is distinct from lower(old.email))
  execute function contact_address_changed();
