import type { CampaignDates } from '@essaim/shared/campaign-rules.ts'
import { LETTER_KINDS, type LetterKind } from '@essaim/shared/campaigns.ts'
import { LETTER_VARIABLES, type Letter, type Signatory } from '@essaim/shared/letters.ts'
import { minutesFor as minutesOf } from '@essaim/shared/questionnaires/questions.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { defaultLetter } from './defaults.ts'

export type LetterRow = {
  kind: LetterKind
  reference: string | null
  dated_on: string | null
  subject: string
  body: string
  signatories: Signatory[]
  /** 0: not written, the one proposed. */
  version: number
  updated_at: Date | null
}

const proposed = (kind: LetterKind): LetterRow => ({
  kind,
  reference: null,
  dated_on: null,
  ...defaultLetter(kind),
  signatories: [],
  version: 0,
  updated_at: null,
})

export type CampaignRow = CampaignDates & {
  id: string
  name: string
  purpose: string | null
  reminder_span_days: number
}

export async function findCampaign(trx: Trx, id: string): Promise<CampaignRow> {
  const found = await trx
    .selectFrom('campaign')
    .select(['id', 'name', 'purpose', 'scheduled_at', 'opens_at', 'closes_at', 'reminder_span_days'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

/** Every letter of a campaign: as it was written, else as it is proposed. */
export async function listLetters(trx: Trx, campaign: string): Promise<LetterRow[]> {
  const rows = await trx.selectFrom('letter').selectAll().where('campaign_id', '=', campaign).execute()
  return LETTER_KINDS.map((kind) => {
    const row = rows.find((one) => one.kind === kind)
    if (!row) return proposed(kind)
    const { reference, dated_on, subject, body, version, updated_at } = row
    return {
      kind,
      reference,
      dated_on: dated_on as string | null,
      subject,
      body,
      signatories: row.signatories as Signatory[],
      version,
      updated_at,
    }
  })
}

export async function findLetter(trx: Trx, campaign: string, kind: LetterKind): Promise<LetterRow> {
  const letters = await listLetters(trx, campaign)
  return letters.find((one) => one.kind === kind) ?? proposed(kind)
}

export const presentLetter = ({ version: _, updated_at, ...letter }: LetterRow): Letter => ({
  ...letter,
  variables: [...LETTER_VARIABLES],
  updated_at: updated_at?.toISOString() ?? null,
})

/** How long the short version takes. */
export async function minutesFor(trx: Trx, campaign: string): Promise<number> {
  const { rows } = await sql<{ questions: number }>`
    select count(*) filter (where (question ->> 'short')::boolean)::int as questions
    from campaign c
    join questionnaire_version v on v.id = c.questionnaire_version_id,
      jsonb_path_query(v.content, '$.sections[*].questions[*]') as question
    where c.id = ${campaign}`.execute(trx)
  return minutesOf(rows[0]?.questions || 20)
}

/** The campaign, so that nobody else writes its letters meanwhile. */
export async function lockCampaign(trx: Trx, id: string): Promise<CampaignRow> {
  await trx.selectFrom('campaign').select('id').where('id', '=', id).forUpdate().execute()
  return findCampaign(trx, id)
}
