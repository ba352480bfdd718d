import type { Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { wordsOfDocx } from '../../test/docx-text.ts'
import { anInvited } from '../../test/invited.ts'
import { pdfText } from '../../test/pdf-text.ts'
import { inScope } from '../db/database.ts'
import { sheetAsDocx } from '../print/jobs.ts'
import { sheetAsPdf } from '../print/sheet-pdf.ts'
import { blankSheet } from './blank.ts'

const it = await testApp()
const { app } = it
const HOSTILE = '#import "x": * ] \\ $a$ <b>gras</b> & {{link}} \u0008漢'
const questionnaire = (json(await it.admin.get('/v1/questionnaires')).items as { id: string }[])[0]?.id as string

test('a version as a PDF and as a document to write in: short questions first, conditions and readers in words', async () => {
  const url = `/v1/questionnaires/${questionnaire}/versions/1/blank`
  const pdf = await it.admin.get(url)
  expect(pdf.headers['content-type']).toBe('application/pdf')
  expect(pdf.headers['content-disposition']).toMatch(/^attachment; filename=".*\.pdf"/)
  expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.rawPayload.toString('latin1')).toContain('pdfuaid')
  const docx = await it.admin.get(`${url}?format=docx`)
  for (const words of [pdfText(pdf.rawPayload), wordsOfDocx(docx.rawPayload)]) {
    expect(words).toContain('19 questions, 10 minutes')
    expect(words).toContain('Seulement si vous cochez « Handicap » à la question')
    expect(words).toContain('Lu selon votre réponse à la question 6, et jamais au-delà des adhérents.')
    expect(words).toContain('Lu par la fédération seule.')
    expect(words).toContain('62 autres choix, plus précis, sont proposés en ligne.')
    expect(words.indexOf('1. Nom de l’association')).toBeLessThan(words.indexOf('7. Titre'))
    expect(words.indexOf('7. Titre')).toBeLessThan(words.indexOf('Résumé'))
    expect(words).toContain('Besoin social identifié et documenté sur le territoire')
  }
  const again = await it.admin.get(url, { headers: { 'if-none-match': String(pdf.headers.etag) } })
  expect(again.statusCode).toBe(304)
  expect((await it.admin.get(url)).rawPayload.equals(pdf.rawPayload)).toBe(true)
  expect(problemOf(await it.admin.get(`${url}?format=odt`)).slug).toBe('validation')
  expect(problemOf(await it.admin.get(`/v1/questionnaires/${questionnaire}/versions/99/blank`)).slug).toBe('not-found')
})

test('a campaign’s is for its respondents, and for anyone from when it is scheduled until it closes', async () => {
  const invited = await anInvited(it)
  const url = `/v1/campaigns/${invited.campaign}/blank`
  const own = await invited.get('/v1/respond/blank')
  expect(pdfText(own.rawPayload)).toContain('Recensement 2026')
  const set = (values: { scheduled_at?: Date | null; opens_at?: Date; closes_at?: Date }) =>
    inScope(app.db, { kind: 'job' }, (trx) =>
      trx.updateTable('campaign').set(values).where('id', '=', invited.campaign).execute(),
    )
  const status = async () => (await it.anonymous.get(url)).statusCode
  const days = (count: number) => new Date(Date.now() + count * 86_400_000)
  expect(await status()).toBe(200)
  await set({ opens_at: days(1), closes_at: days(2) })
  const answer = await it.anonymous.get(`${url}?format=docx`)
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['cache-control']).toContain('public')
  expect(answer.rawPayload.subarray(0, 2).toString()).toBe('PK')
  // nobody is named in it
  expect(wordsOfDocx(answer.rawPayload)).not.toContain(invited.association.name)
  await set({ scheduled_at: null })
  expect(await status()).toBe(404)
  await set({ scheduled_at: days(-9), opens_at: days(-8), closes_at: days(-1) })
  expect(await status()).toBe(404)
})

test('every kind of question has its room, and whatever a label holds is words', async () => {
  const terms = await app.terms.current()
  const label = (fr: string) => ({ fr, en: null })
  const options = [{ code: 'a', label: label(HOSTILE), help: label('aide') }]
  const question = (code: string, more: Partial<Question>): Question =>
    ({ code, kind: 'text', label: label(`${HOSTILE} ${code}`), audience: 'public', ...more }) as Question
  const content = {
    sections: [
      {
        code: 's',
        title: label(HOSTILE),
        intro: label('x'.repeat(400)),
        questions: [
          question('oui', { kind: 'boolean', short: true }),
          question('accord', { kind: 'consent' }),
          question('choix', { kind: 'choice', options }),
          question('plusieurs', { kind: 'multichoice', options, max_items: 3 }),
          question('professions', { kind: 'multichoice', vocabulary: 'essms-categories' }),
          question('long', { kind: 'longtext', min_length: 10, max_length: 20_000, audience: 'staff' }),
          question('nombre', { kind: 'number', min: 1, max: 9 }),
          question('jour', { kind: 'date' }),
          question('fichier', { kind: 'file' }),
          question('mots', { kind: 'tags' }),
          question('etroit', { kind: 'repeat', fields: [question('f', { kind: 'choice', options })] as never }),
          question('large', {
            kind: 'repeat',
            fields: ['a', 'b', 'c', 'd', 'e'].map((code) => question(code, {})) as never,
          }),
          question('suite', { condition: { op: 'eq', question: 'choix', value: 'a' } }),
        ],
      },
    ],
  } as QuestionnaireContent
  const sheet = blankSheet({ federation: HOSTILE, title: HOSTILE, content, terms, campaign: null })
  const pdf = pdfText(await app.printer.print(sheetAsPdf(sheet)))
  const docx = wordsOfDocx(await app.printer.print(sheetAsDocx(sheet)))
  for (const words of [pdf, docx]) {
    expect(words).toContain('#import "x": * ] \\ $a$ <b>gras</b> & {{link}}')
    expect(words).toMatch(/\d+ autres choix, plus précis/)
    expect(words).toContain('La première question suffit')
    expect(words).toContain('De 10 à 20 000 caractères.')
    expect(words).toContain('À joindre en ligne.')
  }
})
