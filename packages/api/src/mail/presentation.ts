import type { DeliveryKind, DeliveryState } from '@essaim/shared/deliveries.ts'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { type Letter, noticeOf } from './letters.ts'
import type { DeliveryPersonRow, ListedDelivery } from './queries.ts'
import { openTransitions } from './rules.ts'

export const presentCard = (row: ListedDelivery) => ({
  id: row.id,
  kind: row.kind as DeliveryKind,
  recipient: row.recipient,
  campaign: row.campaign_id === null ? null : { id: row.campaign_id, name: row.campaign_name ?? '' },
  subject: row.subject,
  state: row.state as DeliveryState,
  attempts: row.attempts,
  next_at: row.state === 'waiting' ? row.next_at : null,
  reason: row.reason,
  created_at: row.created_at,
  sent_at: row.sent_at,
  bounced_at: row.bounced_at,
  transitions: openTransitions(row.state),
})

class Undone extends Error {}

/** The words of a delivery; a letter is written as if it left now, and undone, so that its links open nothing. */
async function wordsOf(app: FastifyInstance, row: ListedDelivery): Promise<Letter | null> {
  if (row.kind === 'notice') return noticeOf(row)
  const { letterFor } = app
  if (!letterFor) return null
  let words: Letter | null = null
  await inScope(app.db, { kind: 'job' }, async (trx) => {
    const letter = await letterFor(trx, app, row)
    words = 'cancel' in letter ? null : letter
    throw new Undone()
  }).catch((error) => {
    if (!(error instanceof Undone)) throw error
  })
  return words
}

const presentPerson = ({ association_id, association_name, ...person }: DeliveryPersonRow) => ({
  ...person,
  association: { id: association_id, name: association_name },
})

/** A delivery with its words and those to whom they speak. */
export async function presentWhole(app: FastifyInstance, row: ListedDelivery, people: DeliveryPersonRow[]) {
  const words = await wordsOf(app, row)
  return {
    ...presentCard(row),
    people: people.map(presentPerson),
    subject: row.subject ?? words?.subject ?? null,
    text: words?.text ?? null,
    html: words?.html ?? null,
  }
}
