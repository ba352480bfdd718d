import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { aDelay, fromExchange, fromPostfix, fromUtf8Server } from '../../test/returned-samples.ts'
import { inScope } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { noteReturned } from './commands.ts'
import { readReturned } from './returned.ts'

const t = await testApp({ jobs: false })
const OPERATOR = { actor: { kind: 'operator' } } as const
const asJob = <T>(work: Parameters<typeof inScope<T>>[2]) => inScope(t.app.db, { kind: 'job' }, work)

/** A mail that has left for a contact. */
async function aSent(state = 'sent') {
  const contact = await aContact(t, (await anAssociation(t)).id)
  const id = newId()
  const email = `retour-${id}@genets.example`
  await asJob(async (trx) => {
    await trx.updateTable('contact').set({ email }).where('id', '=', contact.id).execute()
    await trx
      .insertInto('delivery')
      .values({ id, kind: 'notice', recipient: email, subject: 'x', body: 'x', state, sent_at: new Date() })
      .execute()
  })
  const found = () =>
    asJob(async (trx) => ({
      ...(await trx.selectFrom('delivery').select(['state', 'reason']).where('id', '=', id).executeTakeFirstOrThrow()),
      ...(await trx
        .selectFrom('contact')
        .select('bounce_reason')
        .where('id', '=', contact.id)
        .executeTakeFirstOrThrow()),
    }))
  return { id, found }
}
const note = async (message: string) => {
  const returned = await readReturned(Buffer.from(message))
  return inScope(t.app.db, OPERATOR.actor, (trx) => noteReturned(trx, OPERATOR, returned))
}

test.each([
  ['Postfix', fromPostfix, '550 5.1.1 <direction@genets.example>: no such user here', true],
  ['Exchange', fromExchange, '550 5.7.1 TRANSPORT.RULES.RejectMessage; refused by policy', false],
  ['a server that returns nothing of the original', fromUtf8Server, '5.4.4 (unable to route)', true],
] as const)(
  'what came back as %s says it is noted once, and marks the address where that is to blame',
  async (_, write, reason, address) => {
    const { id, found } = await aSent()
    expect(await note(write(id))).toBe('noted')
    expect(await found()).toEqual({ state: 'bounced', reason, bounce_reason: address ? reason : null })
    expect(await note(write(id))).toBe('known')
    const trail = await t.app.db.selectFrom('event').select('actor_kind').where('subject_id', '=', id).execute()
    expect(trail).toEqual([{ actor_kind: 'operator' }])
  },
)

test('a report that is faster than the note of the sending counts too', async () => {
  const { id, found } = await aSent('sending')
  expect(await note(fromPostfix(id))).toBe('noted')
  expect((await found()).state).toBe('bounced')
})

test('a delay, a stranger’s report and a mail that is no report note nothing', async () => {
  const { id, found } = await aSent()
  expect(await note(aDelay(id))).toBe('not-failed')
  expect(await note(fromPostfix(newId()))).toBe('unknown')
  expect(await note(fromPostfix('une-autre'))).toBe('unknown')
  expect(await note(`Subject: absente\r\nIn-Reply-To: <${id}@essaim.example>\r\n\r\nJe suis en congé.`)).toBe(
    'not-failed',
  )
  expect(await note('')).toBe('not-failed')
  expect((await found()).state).toBe('sent')
})
