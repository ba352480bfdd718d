-- The delegation endorses with an opinion, headquarters decides; nobody decides on their own association's answers, nor, where a
-- campaign asks for two people, on what they endorsed. What was just decided can be undone.

-- What was said at the endorsement of a hand-in: for staff, never for the association.
create table opinion (
  submission_id uuid not null references submission on delete cascade,
  revision integer not null,
  opinion text not null check (opinion in ('favourable', 'reserved', 'unfavourable')),
  comment text,
  staff_member_id uuid not null references staff_member,
  -- the delegation in charge then; null: headquarters
  regional_delegation_id uuid references regional_delegation on delete set null,
  at timestamptz not null default now(),
  primary key (submission_id, revision)
);
alter table opinion enable row level security;
alter table opinion force row level security;
create policy scoped on opinion using (
  scope_is_all()
  or (scope_association() is null and exists (select from submission s where s.id = submission_id)));

alter table submission
  -- where the last decision came from, as long as nothing followed it
  add column before_state text,
  add column before_by text,
  add column before_at timestamptz,
  -- the letter that told of it
  add column letter_id uuid references delivery on delete set null,
  -- when the delegation in charge was reminded of what it has
  add column reminded_at timestamptz,
  -- the rejected answer that this one takes up again
  add column copied_from uuid references submission;
-- a rejected answer is taken up once, unless that was given up
create unique index submission_copied_from on submission (copied_from) where copied_from is not null and state <> 'withdrawn';
-- what a delegation leaves lying: where state = 'submitted' and escalated_at is null and state_at < $1
create index submission_silent on submission (state_at) where state = 'submitted' and escalated_at is null;

alter table campaign add column second_pair_of_eyes boolean not null default false;

alter table federation
  add column delegation_reminder_days integer default 10 check (delegation_reminder_days between 1 and 365),
  add column delegation_escalation_days integer default 20 check (delegation_escalation_days between 1 and 365);

-- Whether a member of staff is a contact of an association, by the address: asked for whoever decides, who may not see its contacts.
create function is_own_contact(staff uuid, association uuid) returns boolean language plpgsql stable
  set search_path = public, pg_temp as $$
declare
  scope_before text := coalesce(current_setting('essaim.scope', true), '');
  found boolean;
begin
  perform set_config('essaim.scope', 'all', true);
  found := exists (select from contact c join staff_member m on lower(m.email) = lower(c.email)
    where m.id = staff and c.association_id = association);
  perform set_config('essaim.scope', scope_before, true);
  return found;
end $$;
