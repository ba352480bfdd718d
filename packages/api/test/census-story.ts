import { sql } from 'kysely'
import type { Trx } from '../src/db/database.ts'
import { newId } from '../src/lib/id.ts'

/** What happens to one association, by day of November 2026. */
export type Story = {
  name: string
  department: string
  headcount?: number
  /** Codes of the categories of its establishments; closed where they begin with a minus sign. */
  works?: string[]
  unreachable?: 'bounced' | 'objected' | 'nobody'
  sent?: number
  opened?: number
  started?: number
  handed_in?: number
  publishable?: number
  published?: number
  nothing?: number
  declined?: number
  withdrawn?: true
}
/** Ten in the morning of a day of November 2026, in UTC. */
export const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T10:00:00Z`

/** A campaign of November 2026, with its letter of invitation. */
export async function aCampaign(trx: Trx): Promise<string> {
  const id = newId()
  await sql`insert into campaign (id, name, questionnaire_version_id, opens_at, closes_at, scheduled_at)
    select ${id}, 'Recensement 2026', id, ${at(1)}, ${at(30)}, ${at(1)} from questionnaire_version limit 1`.execute(trx)
  await sql`insert into letter (campaign_id, kind, subject, body) values (${id}, 'invitation', 'Objet', 'Corps')`.execute(
    trx,
  )
  return id
}

/** Writes the rows that this story leaves behind: an association invited, and what it did. */
export async function happen(trx: Trx, campaign: string, story: Story): Promise<void> {
  const [association, invitation, contact, participant, submission] = [newId(), newId(), newId(), newId(), newId()]
  await sql`insert into association (id, name, department, headcount)
    values (${association}, ${story.name}, ${story.department}, ${story.headcount ?? null})`.execute(trx)
  for (const code of story.works ?? [])
    await sql`insert into establishment (id, association_id, name, category, closed)
      values (${newId()}, ${association}, 'Établissement', ${code.replace('-', '')}, ${code.startsWith('-')})`.execute(
      trx,
    )
  await sql`insert into invitation (id, campaign_id, association_id, nothing_declared_at, declined_at)
    values (${invitation}, ${campaign}, ${association}, ${story.nothing ? at(story.nothing) : null}, ${story.declined ? at(story.declined) : null})`.execute(
    trx,
  )
  if (story.unreachable !== 'nobody') {
    await sql`insert into contact (id, association_id, office, email, objected_at, bounced_at) values (${contact}, ${association},
      'general_director', ${`${contact}@exemple.example`}, ${story.unreachable === 'objected' ? at(1) : null},
      ${story.unreachable === 'bounced' ? at(1) : null})`.execute(trx)
    await sql`insert into participant (id, invitation_id, contact_id) values (${participant}, ${invitation}, ${contact})`.execute(
      trx,
    )
  }
  if (story.sent) {
    const delivery = newId()
    await sql`insert into delivery (id, kind, recipient, campaign_id, state, sent_at)
      values (${delivery}, 'invitation', ${`${contact}@exemple.example`}, ${campaign}, 'sent', ${at(story.sent)})`.execute(
      trx,
    )
    await sql`insert into delivery_participant values (${delivery}, ${participant})`.execute(trx)
  }
  if (story.opened)
    await sql`insert into event (id, at, actor_kind, action, subject_kind, subject_id, commitment)
      values (${newId()}, ${at(story.opened)}, 'respondent', 'invitation.open', 'invitation', ${invitation}, '\\x00')`.execute(
      trx,
    )
  if (!story.started) return
  await sql`insert into submission (id, association_id, questionnaire_version_id, channel, state, campaign_id, invitation_id, created_at, publishable_at)
    select ${submission}, ${association}, questionnaire_version_id, 'link', ${story.withdrawn ? 'withdrawn' : 'submitted'}, id, ${invitation},
      ${at(story.started)}, ${story.publishable ? at(story.publishable) : null} from campaign where id = ${campaign}`.execute(
    trx,
  )
  if (story.handed_in)
    await sql`insert into submission_revision (submission_id, number, questionnaire_version_id, answers, submitted_by, submitted_at)
      select ${submission}, 1, questionnaire_version_id, '{}', 'respondent', ${at(story.handed_in)} from campaign where id = ${campaign}`.execute(
      trx,
    )
  if (story.published) {
    const innovation = newId()
    await sql`insert into innovation (id, association_id) values (${innovation}, ${association})`.execute(trx)
    await sql`insert into innovation_version (innovation_id, number, state, answers, questionnaire_version_id, submission_id, published_at)
      select ${innovation}, 1, 'published', '{}', questionnaire_version_id, ${submission}, ${at(story.published)} from campaign where id = ${campaign}`.execute(
      trx,
    )
  }
}
