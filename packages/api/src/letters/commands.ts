import type { LetterKind } from '@essaim/shared/campaigns.ts'
import type { LetterPut } from '@essaim/shared/letters.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { type Fault, problem } from '../lib/problem.ts'
import { defaultLetters } from './defaults.ts'
import { findLetter, type LetterRow } from './queries.ts'
import { unknownVariables } from './variables.ts'

/** Gives a campaign the proposed letters that it does not have yet. */
export async function insertDefaultLetters(trx: Trx, campaign: string): Promise<void> {
  await trx
    .insertInto('letter')
    .values(defaultLetters().map((letter) => ({ ...letter, campaign_id: campaign })))
    .onConflict((conflict) => conflict.columns(['campaign_id', 'kind']).doNothing())
    .execute()
}

/** Refuses what is between braces and stands for nothing, each name by its place. */
export function checkVariables({ subject, body }: { subject: string; body: string }, at = ''): void {
  const faultsOf = (pointer: string, template: string): Fault[] =>
    unknownVariables(template).map((name) => ({
      pointer: `${at}${pointer}`,
      code: 'unknown-variable',
      detail: {
        fr: `« {{${name}}} » ne désigne rien : voir variables.`,
        en: `“{{${name}}}” stands for nothing: see variables.`,
      },
    }))
  const errors = [...faultsOf('/subject', subject), ...faultsOf('/body', body)]
  if (/\{\{\s*link\s*\}\}/.test(subject))
    errors.push({
      pointer: `${at}/subject`,
      code: 'unknown-variable',
      detail: { fr: 'Un objet ne contient pas de lien.', en: 'A subject holds no link.' },
    })
  if (errors.length > 0) throw problem('validation', { errors })
}

/** Writes a letter of a campaign, and who did. */
export async function writeLetter(
  trx: Trx,
  caller: Caller,
  campaign: string,
  kind: LetterKind,
  input: LetterPut,
): Promise<LetterRow> {
  const values = { ...input, signatories: JSON.stringify(input.signatories) }
  await trx
    .insertInto('letter')
    .values({ campaign_id: campaign, kind, ...values })
    .onConflict((conflict) =>
      conflict
        .columns(['campaign_id', 'kind'])
        .doUpdateSet({ ...values, version: sql`letter.version + 1`, updated_at: sql`now()` }),
    )
    .execute()
  await recordEvent(trx, caller, {
    action: 'letter.write',
    subject: { kind: 'campaign', id: campaign },
    detail: { kind, subject: input.subject },
  })
  return findLetter(trx, campaign, kind)
}
