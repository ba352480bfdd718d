-- What partners do with the API, and what of the directory reached whom. Nothing personal, and no address.
-- A credential is a key or a client; neither is ever deleted.

create table usage_day (
  credential_id uuid not null,
  -- a day in France
  day date not null,
  partner_id uuid not null references partner,
  requests bigint not null,
  -- of these: refused by what was asked, by the pace, and failed here
  refused bigint not null,
  limited bigint not null,
  failed bigint not null,
  bytes bigint not null,
  primary key (credential_id, day)
);
-- a partner's usage from one day to another
create index usage_day_partner on usage_day (partner_id, day);

-- What was refused or failed, once for each place and reason.
create table usage_fault (
  credential_id uuid not null,
  method text not null,
  route text not null,
  problem text not null,
  status smallint not null,
  partner_id uuid not null references partner,
  times bigint not null,
  last_at timestamptz not null,
  primary key (credential_id, method, route, problem)
);
-- a partner's last errors
create index usage_fault_partner on usage_fault (partner_id, last_at desc);

-- Whether these facets are among what a filter's groups ask for.
create function facets_match(facets text[], groups jsonb) returns boolean language sql immutable
  return not exists (select from jsonb_array_elements(groups) as asked (facet_group)
    where not facets && array(select jsonb_array_elements_text(asked.facet_group)));

-- How far a follower has read a feed.
create table feed_pull (
  credential_id uuid not null,
  audience audience not null references feed,
  -- as innovations/filters.ts writes it, and what it meant then: a record has to have a facet of each group; none: the whole feed
  filter text not null,
  groups jsonb not null,
  partner_id uuid not null references partner,
  -- the number that its last page ended with
  position bigint not null,
  -- the highest that it ever reached: beginning again takes nothing out of its copy
  furthest bigint not null,
  -- whether the last page was the empty one, after which there was nothing
  complete boolean not null,
  at timestamptz not null
);
-- one row for each follower and feed; a filter is longer than an index takes
create unique index feed_pull_one on feed_pull (credential_id, audience, md5(filter));
-- a partner's feeds, the last pulled first; who holds a record
create index feed_pull_partner on feed_pull (partner_id, at desc);

-- Records that partners read one by one.
create table consultation (
  innovation_id uuid not null references innovation on delete cascade,
  partner_id uuid not null references partner,
  times bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (innovation_id, partner_id)
);
-- what a partner consulted, the last first
create index consultation_partner on consultation (partner_id, last_at desc, innovation_id desc);

-- The terms of reuse that a partner accepted: which, when, and by what office on its side.
alter table partner
  add column terms_version text,
  add column terms_accepted_at timestamptz,
  add column terms_accepted_by text,
  add constraint partner_terms check (num_nonnulls(terms_version, terms_accepted_at, terms_accepted_by) in (0, 3));
