import { sql } from 'kysely'
import { type Db, inScope, type Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import type { Wake } from './expanding.ts'

const BATCH = 500

/** After how many days the second half is asked for, where the first has been handed in and not yet published. */
const COMPLETION_DAYS = 7

/**
 * What each automatic letter follows from, as rows of (about, campaign_id, invitation_id). They look back three days: as long
 * as the service may have been down, and no letter of last year is sent for a letter's text of today.
 */
const CAUSES = {
  thanks: sql`select s.id as about, s.campaign_id, s.invitation_id from submission s
    where s.invitation_id is not null and s.submitted_at > now() - interval '3 days' and s.state <> 'withdrawn'`,
  completion: sql`select s.id as about, s.campaign_id, s.invitation_id from submission s
    where s.invitation_id is not null and s.state in ('submitted', 'endorsed', 'changes_requested') and s.publishable_at is null
      and s.submitted_at between now() - make_interval(days => ${COMPLETION_DAYS + 3}) and now() - make_interval(days => ${COMPLETION_DAYS})`,
  publication: sql`select v.innovation_id as about, s.campaign_id, s.invitation_id
    from innovation_version v join submission s on s.id = v.submission_id
    where v.published_at > now() - interval '3 days' and v.state = 'published' and s.invitation_id is not null`,
} as const

type Kind = keyof typeof CAUSES
type Due = { about: string; campaign_id: string; participant_id: string; email: string }

/** Thanks for a hand-in, asks for its second half a week later, and tells of a publication: to both heads, each thing once. */
export async function writeAutomaticLetters(db: Db, wake?: Wake): Promise<void> {
  for (const kind of Object.keys(CAUSES) as Kind[]) {
    let written = BATCH
    while (written === BATCH)
      written = await inScope(db, { kind: 'job' }, async (trx) => {
        const due = await whoIsOwed(trx, kind)
        if (due.length > 0) {
          await writeDue(trx, kind, due)
          await wake?.(trx)
        }
        return due.length
      })
  }
}

async function whoIsOwed(trx: Trx, kind: Kind): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select cause.about, cause.campaign_id, p.id as participant_id, c.email
    from (${CAUSES[kind]}) as cause
    join letter l on l.campaign_id = cause.campaign_id and l.kind = ${kind}
    join participant p on p.invitation_id = cause.invitation_id and p.ended_at is null
    join contact c on c.id = p.contact_id and c.office <> 'other'
      and c.email is not null and c.objected_at is null and c.bounced_at is null
    where not exists (select from delivery d
      where d.kind = ${kind} and d.about = cause.about and lower(d.recipient) = lower(c.email))
    order by cause.about, p.id limit ${BATCH}`.execute(trx)
  return rows
}

// One mail per thing and address; the unique index keeps two processes from writing it twice.
async function writeDue(trx: Trx, kind: Kind, due: Due[]): Promise<void> {
  const keyOf = ({ about, email }: { about: string | null; email: string }) => `${about} ${email.toLowerCase()}`
  const mails = new Map(due.map((one) => [keyOf(one), one]))
  const written = await trx
    .insertInto('delivery')
    .values(
      [...mails.values()].map(({ about, campaign_id, email }) => ({
        id: newId(),
        kind,
        recipient: email,
        campaign_id,
        about,
      })),
    )
    .onConflict((c) => c.doNothing())
    .returning(['id', 'about', 'recipient'])
    .execute()
  const ids = new Map(written.map(({ id, about, recipient }) => [keyOf({ about, email: recipient }), id]))
  const links = due.flatMap((one) => {
    const delivery_id = ids.get(keyOf(one))
    return delivery_id === undefined ? [] : [{ delivery_id, participant_id: one.participant_id }]
  })
  if (links.length > 0) await trx.insertInto('delivery_participant').values(links).execute()
}
