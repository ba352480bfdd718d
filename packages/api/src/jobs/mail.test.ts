import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'

const received: { to: string[]; text: string }[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo({ address }, _session, done) {
    done(address.startsWith('gone') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null)
  },
  onData(stream, session, done) {
    let text = ''
    stream.on('data', (chunk) => {
      text += chunk
    })
    stream.on('end', () => {
      received.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
      done()
    })
  },
})
smtp.listen(0, '127.0.0.1')
await once(smtp.server, 'listening')
afterAll(() => new Promise<void>((closed) => smtp.close(closed)))

const { app } = await testApp({ smtpUrl: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}` })
const stateOf = (recipient: string) =>
  app.db
    .selectFrom('delivery')
    .select(['id', 'state', 'attempts', 'reason'])
    .where('recipient', '=', recipient)
    .executeTakeFirst()

test('a mail of the outbox is sent once, under its own id, and noted as sent', async () => {
  await app.db
    .transaction()
    .execute((trx) => app.jobs.mail(trx, { to: 'direction@genets.example', subject: 'Réponse reçue', body: 'Merci.' }))
  await app.jobs.settled()
  const mail = await stateOf('direction@genets.example')
  expect(mail).toMatchObject({ state: 'sent', attempts: 1 })
  expect(received.map(({ to }) => to)).toEqual([['direction@genets.example']])
  expect(received[0]?.text).toContain(`Message-ID: <${mail?.id}@`)
})

test('a mail whose transaction fails is never sent', async () => {
  await expect(
    app.db.transaction().execute(async (trx) => {
      await app.jobs.mail(trx, { to: 'nobody@genets.example', subject: 'x', body: 'x' })
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await app.jobs.settled()
  expect(received.some(({ to }) => to.includes('nobody@genets.example'))).toBe(false)
})

test('a mailbox that does not exist ends there, with its reason', async () => {
  await app.db
    .transaction()
    .execute((trx) => app.jobs.mail(trx, { to: 'gone@genets.example', subject: 'x', body: 'x' }))
  await app.jobs.settled()
  expect(await stateOf('gone@genets.example')).toMatchObject({ state: 'bounced', attempts: 1, reason: '550' })
})
