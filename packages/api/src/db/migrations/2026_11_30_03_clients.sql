-- To whom the notices of a partner's credentials go, beside the administrators; null: to them alone.
alter table partner add column technical_email text;

-- A system that calls by OAuth 2.0 client credentials (RFC 6749 §4.4); its id is its client_id. Members of RFC 7591 keep their names.
create table oauth_client (
  id uuid primary key,
  partner_id uuid not null references partner,
  name text not null,
  token_endpoint_auth_method text not null check (token_endpoint_auth_method in ('client_secret_basic', 'private_key_jwt')),
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array[
    'innovations:read', 'feed:read', 'members:read', 'submissions:write',
    'associations:read', 'associations:write', 'webhooks:manage']),
  -- the public keys of who signs its own assertions, or where they are
  jwks jsonb,
  jwks_uri text,
  version integer not null default 1,
  -- since when the present term runs, which is as long as the federation gave it
  renewed_at timestamptz not null default now(),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  check (num_nonnulls(jwks, jwks_uri) = case token_endpoint_auth_method when 'private_key_jwt' then 1 else 0 end)
);
-- the clients of a partner, the newest first
create index oauth_client_partner on oauth_client (partner_id, id);

create table oauth_client_secret (
  id uuid primary key,
  client_id uuid not null references oauth_client,
  prefix text not null unique,
  hash bytea not null unique,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
-- the secrets of a client
create index oauth_client_secret_client on oauth_client_secret (client_id);

-- Each assertion serves once (RFC 7523 §3): what has been seen, until it would be refused for its age.
create table oauth_assertion (
  client_id uuid not null references oauth_client,
  jti_hash bytea not null,
  expires_at timestamptz not null,
  primary key (client_id, jti_hash)
);

-- Access tokens that were revoked (RFC 7009), until they end.
create table oauth_revoked_token (
  jti uuid primary key,
  expires_at timestamptz not null
);

-- Whoever calls for a partner, by a key or as a client.
create view credential as
  select id, 'key' as kind, partner_id, prefix as name, scopes, created_at, expires_at, revoked_at, last_used_at from api_key
  union all
  select id, 'client' as kind, partner_id, name, scopes, created_at, expires_at, revoked_at, last_used_at from oauth_client;

-- The notices of an end that were given: each once, and again when the end has moved.
create table expiry_notice (
  credential_id uuid not null,
  expires_at timestamptz not null,
  days integer not null,
  told_at timestamptz not null default now(),
  primary key (credential_id, expires_at, days)
);

-- What a caller has drawn of its quota in the present window, shared by every process. Lost in a crash of the server, which costs
-- one window's count.
create unlogged table request_purse (
  caller text primary key,
  starts_at timestamptz not null,
  drawn integer not null,
  granted integer not null
);
