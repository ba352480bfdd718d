-- The census: campaigns, whom they ask, the letters that they send, and what became of each invitation.

-- ---------------------------------------------------------------- the federation, as its letters show it

create table federation (
  one boolean primary key default true check (one),
  name text not null default 'Nexem',
  address text,
  website text,
  -- whom replies reach, and whom the objections and questions about personal data do
  reply_to text,
  data_protection_email text,
  -- where the addresses of its members come from, in words (RGPD art. 14, 2 f)
  address_source text not null
    default 'le fichier des adhérents de la fédération, tenu à jour par les associations et les délégations régionales',
  logo bytea,
  logo_media_type text check (logo_media_type in ('image/png', 'image/jpeg')),
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  check ((logo is null) = (logo_media_type is null))
);
insert into federation default values;

-- ---------------------------------------------------------------- campaigns

-- Its state follows from its dates and the clock (see campaign_state): it opens and closes by itself, whoever sleeps.
create table campaign (
  id uuid primary key,
  name text not null,
  -- why it asks, as respondents read it
  purpose text,
  questionnaire_version_id uuid not null references questionnaire_version,
  opens_at timestamptz,
  closes_at timestamptz,
  -- null: a draft
  scheduled_at timestamptz,
  -- {"all": true}, or any of regional_delegations, departments, categories, fields, listed (see campaign_listed)
  recipients jsonb not null default '{"all": true}',
  -- no reminder of any kind reaches an address twice within so many days
  reminder_span_days integer not null default 7 check (reminder_span_days between 0 and 365),
  -- the campaign of an earlier year that this one repeats: published records are asked about again
  repeats uuid references campaign,
  -- what the clock has done so far, noted once: the opening and the closing in the trail
  opening_noted_at timestamptz,
  closing_noted_at timestamptz,
  -- when every invitation had been written
  prepared_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (closes_at > opens_at),
  check (scheduled_at is null or (opens_at is not null and closes_at is not null))
);
-- the console's list: order by created_at desc, id desc
create index campaign_created on campaign (created_at desc, id desc);
-- what the clock looks at each minute: those not over yet
create index campaign_running on campaign (opens_at) where scheduled_at is not null and closing_noted_at is null;

create function campaign_state(scheduled_at timestamptz, opens_at timestamptz, closes_at timestamptz) returns text
language sql stable as $$
  select case
    when scheduled_at is null then 'draft'
    when now() < opens_at then 'scheduled'
    when now() < closes_at then 'open'
    else 'closed' end
$$;

-- The associations of a list or a file, where the recipients are chosen so.
create table campaign_listed (
  campaign_id uuid not null references campaign on delete cascade,
  association_id uuid not null references association,
  primary key (campaign_id, association_id)
);

-- What each kind of letter says in this campaign. The body is Markdown with {{variables}}.
create table letter (
  campaign_id uuid not null references campaign on delete cascade,
  kind text not null check (kind in
    ('announcement', 'invitation', 'reminder', 'last_call', 'completion', 'thanks', 'publication')),
  reference text,
  dated_on date,
  subject text not null,
  body text not null,
  -- [{"name", "office"}]
  signatories jsonb not null default '[]',
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (campaign_id, kind)
);

-- ---------------------------------------------------------------- invitations

-- One association in one campaign. Its state is derived: see invitation_progress.
create table invitation (
  id uuid primary key,
  campaign_id uuid not null references campaign,
  association_id uuid not null references association,
  nothing_declared_at timestamptz,
  declined_at timestamptz,
  -- who said so, and why in their words
  answered_by text,
  answer_reason text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (campaign_id, association_id)
);
-- the invitations of an association, at its own door
create index invitation_association on invitation (association_id, campaign_id);

-- Who is asked: the president and the general director, and the colleagues to whom one of them passed it on.
create table participant (
  id uuid primary key,
  invitation_id uuid not null references invitation,
  -- gone when the person is erased
  contact_id uuid references contact on delete set null,
  -- the one who passed the invitation on: by default nobody, the campaign asked
  invited_by uuid references participant,
  -- no longer to be written to: has left the office, or lost the access that a colleague gave
  ended_at timestamptz,
  -- its letter was printed instead of mailed
  printed_at timestamptz,
  created_at timestamptz not null default now(),
  unique (invitation_id, contact_id)
);
create index participant_contact on participant (contact_id) where contact_id is not null;

alter table contact
  -- the address refused mail, at once or by a message that came back: until it is changed, nothing is sent there
  add column bounced_at timestamptz,
  add column bounce_reason text;
-- one mail per address: where lower(email) = $1
create index contact_email on contact (lower(email)) where email is not null;

alter table submission
  add column campaign_id uuid references campaign,
  add column invitation_id uuid references invitation,
  add column participant_id uuid references participant,
  -- how far the answers go, derived from them when they are written: nothing keeps them from being handed in, or published
  add column ready_for text check (ready_for in ('submit', 'publish')),
  -- when what was handed in first had all that publication needs; null while something is missing
  add column publishable_at timestamptz;
create index submission_invitation on submission (invitation_id) where invitation_id is not null;

-- The approval of a hand-in by the president or the general director, or the telephone's by the link.
create table sign_off (
  submission_id uuid not null references submission,
  revision integer not null,
  contact_id uuid references contact on delete set null,
  participant_id uuid references participant,
  office text not null check (office in ('president', 'general_director')),
  signed_at timestamptz not null default now(),
  primary key (submission_id, revision)
);

-- What an association says of a published record when a census is repeated.
create table record_confirmation (
  id uuid primary key,
  innovation_id uuid not null references innovation,
  association_id uuid not null references association,
  campaign_id uuid references campaign,
  answer text not null check (answer in ('still_true', 'changed', 'stopped', 'taken_up_elsewhere')),
  note text,
  -- the draft that "changed" began
  submission_id uuid references submission,
  contact_id uuid references contact on delete set null,
  created_at timestamptz not null default now()
);
create index record_confirmation_innovation on record_confirmation (innovation_id, created_at desc);
create index record_confirmation_association on record_confirmation (association_id, campaign_id);

-- "I no longer hold this office": who does now, until the delegation has confirmed it.
create table succession (
  id uuid primary key,
  association_id uuid not null references association,
  invitation_id uuid references invitation,
  contact_id uuid references contact on delete set null,
  office text not null check (office in ('president', 'general_director')),
  civility text check (civility in ('madame', 'monsieur')),
  name text not null,
  email text,
  state text not null default 'proposed' check (state in ('proposed', 'confirmed', 'refused')),
  decided_by text,
  decided_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now()
);
create unique index succession_open on succession (association_id, office) where state = 'proposed';
create index succession_state on succession (state, created_at desc, id desc);

-- "I need help": reaches the delegation.
create table help_request (
  id uuid primary key,
  association_id uuid not null references association,
  contact_id uuid references contact on delete set null,
  invitation_id uuid references invitation,
  submission_id uuid references submission,
  message text not null,
  telephone text,
  answered_by text,
  answered_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now()
);
create index help_request_open on help_request (created_at desc, id desc) where answered_at is null;
create index help_request_association on help_request (association_id);

-- Telephone calls made to bring in an answer.
create table call (
  id uuid primary key,
  invitation_id uuid not null references invitation,
  contact_id uuid references contact on delete set null,
  outcome text not null check (outcome in ('reached', 'no_answer', 'message_left', 'call_back', 'promised', 'wrong_number')),
  note text,
  -- when to call again
  next_on date,
  staff_member_id uuid references staff_member,
  called_at timestamptz not null default now()
);
create index call_invitation on call (invitation_id, called_at desc);
create index call_next on call (next_on) where next_on is not null;

-- ---------------------------------------------------------------- letters on their way

-- One letter to many: planned by date, or asked for by hand. Its deliveries are written in batches by a job.
create table sending (
  id uuid primary key,
  campaign_id uuid not null references campaign on delete cascade,
  letter text not null,
  due_at timestamptz not null,
  -- null: by plan, to all who are due this letter; else the invitations chosen by hand
  invitations uuid[],
  created_by text,
  -- when every delivery had been written
  prepared_at timestamptz,
  cancelled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  foreign key (campaign_id, letter) references letter (campaign_id, kind)
);
create index sending_campaign on sending (campaign_id, due_at);
-- what the clock looks at each minute
create index sending_due on sending (due_at) where prepared_at is null and cancelled_at is null;

-- One mail to one address: the truth of what was sent. Its id is the mail's Message-ID.
create table delivery (
  id uuid primary key,
  -- 'notice': its words are here; a campaign's letter is written when it leaves, with links of its own
  kind text not null check (kind in
    ('notice', 'announcement', 'invitation', 'reminder', 'last_call', 'completion', 'thanks', 'publication')),
  recipient text not null,
  domain text not null generated always as (lower(split_part(recipient, '@', 2))) stored,
  subject text,
  body text,
  campaign_id uuid references campaign on delete cascade,
  sending_id uuid references sending on delete cascade,
  -- what an automatic letter speaks of: the submission handed in, the record published
  about uuid,
  state text not null default 'waiting'
    check (state in ('waiting', 'sending', 'sent', 'bounced', 'failed', 'cancelled')),
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  claimed_at timestamptz,
  -- the server's last word, or why it was cancelled
  reason text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  bounced_at timestamptz,
  check (kind <> 'notice' or (subject is not null and body is not null)),
  check (kind = 'notice' or campaign_id is not null)
);
-- nobody gets the same sending twice
create unique index delivery_sending on delivery (sending_id, lower(recipient)) where sending_id is not null;
-- nor the same automatic letter about the same thing
create unique index delivery_about on delivery (kind, about, lower(recipient)) where about is not null;
-- what is due: where state = 'waiting' order by next_at
create index delivery_due on delivery (next_at, id) where state = 'waiting';
create index delivery_claimed on delivery (claimed_at) where state = 'sending';
-- the console's list: order by id desc
create index delivery_campaign on delivery (campaign_id, id desc);
create index delivery_state on delivery (state, id desc);
-- within the span: where lower(recipient) = $1 and sent_at > $2
create index delivery_recipient on delivery (lower(recipient), sent_at);

-- Whom a mail speaks to: both heads of an association at one address, or one person for three associations.
create table delivery_participant (
  delivery_id uuid not null references delivery on delete cascade,
  participant_id uuid not null references participant,
  primary key (delivery_id, participant_id)
);
create index delivery_participant_participant on delivery_participant (participant_id);

insert into delivery (id, kind, recipient, subject, body, state, attempts, reason, created_at, sent_at)
  select id, 'notice', recipient, subject, body, state, attempts, last_error, created_at, sent_at from outbox;
drop table outbox;

alter table token drop constraint token_kind_check, add constraint token_kind_check check (kind in (
  'refresh', 'sign_in_link', 'respondent_link', 'respondent_session',
  -- typed by hand from a printed letter; one-time: one person's objection, a sign-off, a new address
  'respondent_code', 'objection', 'sign_off', 'address_confirmation'));
alter table token
  -- the new address that an address_confirmation confirms
  add column email text;

-- ---------------------------------------------------------------- what became of each invitation

-- Computed from what happened: deliveries, openings in the trail, submissions, hand-ins, publications. No counter anywhere.
create view invitation_progress with (security_invoker = true) as
select i.id as invitation_id, i.campaign_id, i.association_id,
  coalesce(people.reachable, false) as reachable,
  mail.sent_at, mail.bounced_at, opened.opened_at,
  work.started_at, work.handed_in_at, work.publishable_at, work.published_at,
  i.nothing_declared_at, i.declined_at,
  case
    when work.handed_in_at is not null then 'submitted'
    when i.declined_at is not null then 'declined'
    when i.nothing_declared_at is not null then 'nothing_to_declare'
    when work.started_at is not null then 'started'
    when opened.opened_at is not null then 'opened'
    when mail.sent_at is not null or people.printed_at is not null then 'sent'
    when mail.bounced_at is not null then 'bounced'
    else 'pending' end as state
from invitation i
left join lateral (
  select bool_or(c.email is not null and c.objected_at is null and c.bounced_at is null) as reachable,
    min(p.printed_at) as printed_at
  from participant p join contact c on c.id = p.contact_id
  where p.invitation_id = i.id and p.ended_at is null) people on true
left join lateral (
  -- a bounced delivery was not received
  select min(d.sent_at) filter (where d.state = 'sent') as sent_at, min(d.bounced_at) as bounced_at
  from participant p
  join delivery_participant dp on dp.participant_id = p.id
  join delivery d on d.id = dp.delivery_id
  where p.invitation_id = i.id and d.kind in ('invitation', 'reminder', 'last_call')) mail on true
left join lateral (
  select min(e.at) as opened_at from event e
  where e.subject_kind = 'invitation' and e.subject_id = i.id and e.action = 'invitation.open') opened on true
left join lateral (
  select min(s.created_at) as started_at,
    min(r.submitted_at) as handed_in_at,
    min(s.publishable_at) as publishable_at,
    min(v.published_at) as published_at
  from submission s
  left join submission_revision r on r.submission_id = s.id and r.number = 1
  left join innovation_version v on v.submission_id = s.id and v.published_at is not null
  where s.invitation_id = i.id and s.state <> 'withdrawn') work on true;

-- ---------------------------------------------------------------- row-level security: the second wall

-- An association's matters are seen by headquarters, by itself, and by the delegation of its head office.
create function association_in_scope(association uuid) returns boolean language sql stable as $$
  select scope_is_all() or association = scope_association()
    or exists (select from association a where a.id = association and a.department = any (scope_departments()))
$$;

alter table invitation enable row level security;
alter table invitation force row level security;
create policy scoped on invitation using (association_in_scope(association_id));

alter table participant enable row level security;
alter table participant force row level security;
create policy scoped on participant using (
  scope_is_all() or exists (select from invitation i where i.id = invitation_id));

alter table call enable row level security;
alter table call force row level security;
create policy scoped on call using (
  scope_is_all() or exists (select from invitation i where i.id = invitation_id));

alter table succession enable row level security;
alter table succession force row level security;
create policy scoped on succession using (association_in_scope(association_id));

alter table help_request enable row level security;
alter table help_request force row level security;
create policy scoped on help_request using (association_in_scope(association_id));

alter table record_confirmation enable row level security;
alter table record_confirmation force row level security;
create policy scoped on record_confirmation using (association_in_scope(association_id));

alter table sign_off enable row level security;
alter table sign_off force row level security;
create policy scoped on sign_off using (
  scope_is_all() or exists (select from submission s where s.id = submission_id));
