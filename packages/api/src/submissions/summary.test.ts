import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { PUBLICATION_ANSWERS, SHORT_ANSWERS } from '../../test/factories.ts'
import { aFederation } from '../../test/federation.ts'
import { pdfText } from '../../test/pdf-text.ts'

const it = await testApp()
const { as, association } = await aFederation(it)
const { respondent } = as
const OWN = '/v1/respond/submissions'

async function begun(answers: object): Promise<string> {
  return json(await respondent.post(OWN, { answers }), 201).id as string
}
async function printed(id: string, path = OWN, client = respondent): Promise<string> {
  const answer = await client.get(`${path}/${id}/summary`)
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200)
  expect(answer.headers['content-type']).toBe('application/pdf')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect(answer.rawPayload.toString('latin1')).toContain('pdfuaid')
  return pdfText(answer.rawPayload)
}

test('a summary says every answer in words, what is missing, and how far it is', async () => {
  const { accroche: _, ...some } = SHORT_ANSWERS
  const id = await begun({
    ...some,
    cout_total: 12_500,
    equipe: [{ id: 'l1', metier: 'K1207', role: 'Pilote' }],
    csess: { b1: 'oui' },
  })
  const words = await printed(id)
  for (const told of [
    association.name,
    'Des élèves qui s’autorégulent',
    'à terminer, pas encore envoyée',
    'Ce qui manque pour envoyer',
    'En une phrase',
    'Ce qui manque avant la publication',
    'Quimper',
    'septembre 2022',
    'Finistère',
    '12 500 €',
    'Rôle dans le projet : Pilote',
    'Besoin social identifié et documenté sur le territoire : Oui, pleinement',
    'Les adhérents du réseau',
  ])
    expect(words).toContain(told)
  for (const code of ['tsa-scolarisation', '29232', '2022-09', 'essaimage ', 'tout-public'])
    expect(words).not.toContain(code)
  expect(await printed(id, '/v1/moderation/submissions', as.delegate)).toBe(words)
  expect(problemOf(await as['respondent elsewhere'].get(`${OWN}/${id}/summary`)).slug).toBe('not-found')
  expect(problemOf(await as['delegate elsewhere'].get(`/v1/moderation/submissions/${id}/summary`)).slug).toBe(
    'not-found',
  )
})

test('after the hand-in it says when, and by whose accord; what is asked to be corrected is in it', async () => {
  const id = await begun({ ...SHORT_ANSWERS, ...PUBLICATION_ANSWERS })
  json(await respondent.post(`${OWN}/${id}/transitions`, { transition: 'submit' }))
  const sent = await printed(id)
  expect(sent).toContain('État envoyée')
  expect(sent).toMatch(/Envoi le \d{1,2}(er)? \p{L}+ \d{4}/u)
  expect(sent).toContain('Camille Exemple, direction générale, le')
  expect(sent).not.toContain('Ce qui manque')
  json(
    await as.delegate.post(`/v1/moderation/submissions/${id}/transitions`, {
      transition: 'request_changes',
      comment: 'Précisez le public.',
    }),
  )
  const back = await printed(id)
  expect(back).toContain('à corriger')
  expect(back).toContain('Précisez le public.')
})

test('whatever an answer holds is words, as long as it may be', async () => {
  const hostile = '#import "a" #eval("1") \\ ] *gras* $x$ <a> @b 漢'
  const id = await begun({
    titre: hostile,
    description: `${hostile} ${'mot '.repeat(1400)}`,
    resume: 'x'.repeat(1500),
    probleme: '\n\n#read("/etc/passwd")\n'.repeat(20),
  })
  const words = await printed(id)
  expect(words).toContain(hostile.replace('漢', '□'))
  expect(words).toContain('#read("/etc/passwd")')
  expect(words.replaceAll(' ', '')).toContain('x'.repeat(1500))
})
