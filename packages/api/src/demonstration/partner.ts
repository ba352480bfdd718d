import { TERMS_VERSION } from '@essaim/shared/partners.ts'
import type { Trx } from '../db/database.ts'
import { changePartner, createKey, createPartner } from '../partners/commands.ts'
import { dayOf } from '../usage/notes.ts'
import { recordConsultations, recordDays, recordFaults, recordPulls } from '../usage/record.ts'

const DAY_MS = 86_400_000
/** It asks every ten minutes, and stopped the day before yesterday. */
const ASKS_A_DAY = 144
const DAYS = 24
const SILENT = 2

/**
 * A partner that has followed the directory for some weeks: the terms that it accepted, a key that nobody knows, its
 * calls, a mistake in them, and the last record, which it has not read yet.
 */
export async function addPartner(trx: Trx, name: string): Promise<void> {
  const caller = { actor: { kind: 'operator' } as const }
  const partner = await createPartner(trx, caller, { name })
  await changePartner(trx, caller, partner, {
    terms: { version: TERMS_VERSION, accepted_by: 'Direction générale (démonstration)' },
  })
  const { row: key } = await createKey(trx, caller, partner.id, { scopes: ['innovations:read', 'feed:read'] })
  const credential = { credential_id: key.id, partner_id: partner.id }
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)
  const last = daysAgo(SILENT).toISOString()
  await trx.updateTable('api_key').set({ last_used_at: last }).where('id', '=', key.id).execute()
  await recordDays(
    trx,
    Array.from({ length: DAYS }, (_, place) => ({
      ...credential,
      day: dayOf(daysAgo(SILENT + place)),
      // the first day brought the whole directory, one in the middle a mistake
      requests: ASKS_A_DAY + (place === DAYS - 1 ? 31 : (place * 7) % 5),
      refused: place === 10 ? 18 : 0,
      limited: 0,
      failed: 0,
      bytes: ASKS_A_DAY * 620 + (place === DAYS - 1 ? 2_400_000 : 0),
    })),
  )
  await recordFaults(trx, [
    {
      ...credential,
      method: 'GET',
      route: '/v1/innovations',
      problem: 'validation',
      status: 422,
      times: 18,
      last_at: daysAgo(SILENT + 10).toISOString(),
    },
  ])
  const [, read] = await trx
    .selectFrom('feed_entry')
    .select('seq')
    .where('audience', '=', 'partners')
    .orderBy('seq', 'desc')
    .limit(2)
    .execute()
  const position = read?.seq ?? 0
  await recordPulls(trx, [
    {
      ...credential,
      audience: 'partners',
      filter: '',
      groups: [],
      position,
      furthest: position,
      complete: true,
      at: last,
    },
  ])
  const records = await trx
    .selectFrom('innovation')
    .select('id')
    .where('state', '=', 'published')
    .orderBy('id')
    .limit(2)
    .execute()
  await recordConsultations(
    trx,
    records.map(({ id }, place) => ({
      innovation_id: id,
      partner_id: partner.id,
      times: 3 - place,
      first_at: daysAgo(SILENT + 20).toISOString(),
      last_at: daysAgo(SILENT + 4 * place).toISOString(),
    })),
  )
}
