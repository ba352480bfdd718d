-- Staff may sign in by an identity provider of the federation's own (OpenID Connect).

-- Who a member is there; found once by a verified e-mail, and by this ever after.
create table staff_identity (
  issuer text not null,
  subject text not null,
  staff_member_id uuid not null references staff_member,
  created_at timestamptz not null default now(),
  primary key (issuer, subject),
  -- a second person under the address of the first is not the first
  unique (staff_member_id, issuer)
);

-- A sign-in under way: it is answered once, to the browser that began it.
create table oidc_sign_in (
  state_hash bytea primary key,
  nonce text not null,
  code_verifier text not null,
  expires_at timestamptz not null default now() + interval '10 minutes'
);
-- what nobody came back for is swept
create index oidc_sign_in_expires on oidc_sign_in (expires_at);
