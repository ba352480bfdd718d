import sharp from 'sharp'
import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { anInvitation, anOpenCampaign, aParticipant } from '../../test/campaigns-fixture.ts'
import { anAssociation } from '../../test/factories.ts'
import { pdfText } from '../../test/pdf-text.ts'
import { inScope } from '../db/database.ts'
import { blocksOf } from './blocks.ts'

const it = await testApp()
const { app, admin } = it

test('a page for each person whom no mail reaches, with a code that opens their door, and nobody else', async () => {
  const campaign = await anOpenCampaign(it)
  const url = `/v1/campaigns/${campaign}/letters/invitation/print`
  expect(problemOf(await admin.get(url)).slug).toBe('not-found')
  const association = await anAssociation(it, { name: 'Les #Genêts *et* $Ajoncs' })
  const invitation = await anInvitation(it, campaign, association.id)
  const silent = [
    await aParticipant(it, invitation, association.id, { office: 'president', email: null }),
    await aParticipant(it, invitation, association.id, { office: 'general_director', email: null, civility: null }),
  ]
  const reached = await aParticipant(it, invitation, association.id, { office: 'other', email: 'a@genets.example' })
  const logo = await sharp({ create: { width: 600, height: 200, channels: 3, background: '#1d4f91' } })
    .png()
    .toBuffer()
  const federation = await admin.get('/v1/federation')
  const put = await app.inject({
    method: 'PUT',
    url: '/v1/federation/logo',
    headers: { ...admin.headers, 'content-type': 'image/png', 'if-match': String(federation.headers.etag) },
    payload: logo,
  })
  expect(put.statusCode, put.body).toBeLessThan(300)
  const answer = await app.inject({ url, headers: admin.headers })
  expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200)
  expect(answer.headers['content-type']).toBe('application/pdf')
  expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect(answer.rawPayload.toString('latin1')).toMatch(/\/Subtype \/Image/)
  const words = pdfText(answer.rawPayload)
  expect(words).toContain('Les #Genêts *et* $Ajoncs')
  expect(words).toContain('Voyez ci-dessous le carré à viser, ou le code à saisir.')
  expect(words.match(/\b[2-9A-HJ-NP-TV-Z]{5} [2-9A-HJ-NP-TV-Z]{5}\b/g)).toHaveLength(2)
  const rows = await inScope(app.db, { kind: 'job' }, async (trx) => ({
    codes: await trx.selectFrom('token').select(['resource']).where('kind', '=', 'respondent_code').execute(),
    printed: await trx.selectFrom('participant').select('id').where('printed_at', 'is not', null).execute(),
  }))
  const ids = silent.map(({ id }) => id).sort()
  expect(rows.codes.map(({ resource }) => resource).sort()).toEqual(ids)
  expect(rows.printed.map(({ id }) => id).sort()).toEqual(ids)
  expect(ids).not.toContain(reached.id)
  const { items } = json(await admin.get('/v1/events?action=letter.print')) as { items: unknown[] }
  expect(items).toHaveLength(1)
})

test('a letter’s Markdown becomes blocks, and an empty one is left out', () => {
  const blocks = blocksOf('{{salutation}}\n\n{{link}}\n\n- **un** {{title}}\n- deux', (name) =>
    name === 'link' ? '' : `*${name}*`,
  )
  expect(blocks.map(({ kind, runs }) => [kind, runs.map(({ text }) => text).join('')])).toEqual([
    ['paragraph', '*salutation*'],
    ['item', 'un *title*'],
    ['item', 'deux'],
  ])
})
