import { expect, test } from 'vitest'
import { htmlOf } from './letters.ts'
import { delayAfter, openTransitions, verdictOn } from './rules.ts'

test.each([
  [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 no such mailbox' }, true, true, false],
  [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 5.1.1 unknown' }, true, true, false],
  [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 554, response: '554 5.7.1 no relaying' }, true, false, false],
  [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451, response: '451 greylisted' }, false, false, false],
  [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554, response: '554 spam' }, true, false, false],
  [{ code: 'EMESSAGE', command: 'DATA', responseCode: 550, response: '550 5.2.1 disabled' }, true, true, false],
  [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 553, response: '553 who are you' }, false, false, false],
  [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535, response: '535 wrong' }, false, false, true],
  [{ code: 'ESOCKET', command: 'CONN' }, false, false, true],
  [{ code: 'ETIMEDOUT', command: 'CONN' }, false, false, true],
  [{ code: 'EENVELOPE', command: 'API', message: 'Invalid recipient "x y"' }, true, true, false],
])('%j', (error, refused, address, down) => {
  expect(verdictOn(error)).toMatchObject({ refused, address, down })
})

test('the wait doubles up to an hour, spread by a quarter', () => {
  expect([1, 2, 3, 8, 60].map((attempts) => delayAfter(attempts, 0.5))).toEqual([30, 60, 120, 3600, 3600])
  expect([delayAfter(1, 0), delayAfter(1, 1)]).toEqual([23, 38])
})

test('what staff may do follows from the state', () => {
  expect(openTransitions('waiting')).toEqual(['cancel'])
  expect(openTransitions('sent')).toEqual(['bounce'])
  expect(openTransitions('bounced')).toEqual(['resend'])
  expect(openTransitions('failed')).toEqual(['resend'])
  expect(openTransitions('sending')).toEqual([])
  expect(openTransitions('cancelled')).toEqual([])
})

test('a text becomes a page in which nothing is markup, and addresses are links', () => {
  const html = htmlOf(
    'Bonjour <script>alert(1)</script> & "vous",\nvoir https://essaim.example/a?b=1&c=2.\n\n<b>Fin</b>',
  )
  expect(html).toContain('<p>Bonjour &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;vous&quot;,<br>')
  expect(html).toContain('<a href="https://essaim.example/a?b=1&amp;c=2">https://essaim.example/a?b=1&amp;c=2</a>.</p>')
  expect(html).toContain('<p>&lt;b&gt;Fin&lt;/b&gt;</p>')
})
