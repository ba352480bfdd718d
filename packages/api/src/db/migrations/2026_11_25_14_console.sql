-- An invitation sent once more, and printed letters among what was sent.

alter table delivery
  -- asked for once more: that the same letter left before does not hold it back
  add column again boolean not null default false;

-- What became of each invitation, as before, and when a letter of it was first printed.
create or replace view invitation_progress with (security_invoker = true) as
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
    else 'pending' end as state,
  people.printed_at
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
