-- Selections for a public authority: a draft follows its records, what was sent is frozen.

create table dossier (
  id uuid primary key,
  -- what the reference on its papers is made of
  number integer generated always as identity unique,
  title text not null check (length(title) between 1 and 300),
  recipient text not null check (length(recipient) between 1 and 500),
  -- an option of the question by which associations consent
  recipient_kind text not null,
  -- whose documents such a recipient gets: what is kept for members or for staff never leaves
  audience audience not null check (audience in ('public', 'partners')),
  purpose text,
  introduction text,
  state text not null default 'draft' check (state in ('draft', 'sent')),
  created_by text not null,
  sent_by text,
  sent_at timestamptz,
  -- what its papers say but for the records, in RFC 8785 form, and the hash of just that
  sealed text,
  sha256 text check (sha256 = encode(sha256(convert_to(sealed, 'UTF8')), 'hex')),
  -- the federation's logo of that day, a PNG
  logo bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((state = 'sent') = (sent_at is not null)),
  check ((state = 'sent') = (sent_by is not null)),
  check ((state = 'sent') = (sealed is not null)),
  check ((state = 'sent') = (sha256 is not null))
);
-- the list, the last made first: order by created_at desc, id desc
create index dossier_newest on dossier (created_at desc, id desc);

create table dossier_item (
  dossier_id uuid not null references dossier on delete cascade,
  innovation_id uuid not null references innovation,
  position integer not null check (position > 0),
  -- among staff, never on the papers
  note text,
  -- what was sent: the version, the document of the dossier's audience in RFC 8785 form and its hash, and what its
  -- questions are called; the tag tells whether readers still have the same
  frozen_version integer,
  frozen_document text,
  frozen_sha256 text check (frozen_sha256 ~ '^[0-9a-f]{64}$'),
  frozen_etag text,
  frozen_questionnaire uuid references questionnaire_version,
  primary key (dossier_id, innovation_id),
  unique (dossier_id, position) deferrable initially deferred,
  check ((frozen_version is null) = (frozen_sha256 is null)),
  check ((frozen_version is null) = (frozen_etag is null)),
  check ((frozen_version is null) = (frozen_questionnaire is null)),
  -- the text may be erased later, its hash stays
  check (frozen_document is null or frozen_sha256 = encode(sha256(convert_to(frozen_document, 'UTF8')), 'hex')),
  check (frozen_document is null or frozen_version is not null)
);
-- to whom a record was sent: where innovation_id = $1
create index dossier_item_innovation on dossier_item (innovation_id);

create function dossier_is_final() returns trigger language plpgsql as $$
begin
  if old.state = 'sent' then
    raise exception 'a dossier that was sent never changes';
  end if;
  return coalesce(new, old);
end $$;
create trigger dossier_is_final before update or delete on dossier
  for each row execute function dossier_is_final();

create function dossier_item_is_final() returns trigger language plpgsql as $$
begin
  if old.frozen_version is not null and (tg_op = 'DELETE'
    or (new.frozen_version, new.frozen_sha256, new.frozen_questionnaire, new.position, new.innovation_id)
      is distinct from (old.frozen_version, old.frozen_sha256, old.frozen_questionnaire, old.position, old.innovation_id)
    or (new.frozen_document is distinct from old.frozen_document and new.frozen_document is not null)) then
    raise exception 'a dossier that was sent never changes';
  end if;
  return coalesce(new, old);
end $$;
create trigger dossier_item_is_final before update or delete on dossier_item
  for each row execute function dossier_item_is_final();
