import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aDraftRecord, aFederation, aRecord, COMPLETE_ANSWERS } from '../../test/federation.ts'

const it = await testApp()
const { as, association } = await aFederation(it)
const PATH = '/v1/moderation/innovations'

const consenting = await aRecord(it, association.id, {
  ...COMPLETE_ANSWERS,
  titre: 'Une maison pour les fratries',
  theme_principal: 'protection-enfance',
  publics: ['jeunes-majeurs-ase'],
  candidat_selections: ['haut-commissariat-ministeres'],
})
const other = await aRecord(it, association.id, {
  ...COMPLETE_ANSWERS,
  titre: 'Un café',
  candidat_selections: ['presse'],
  portee: 'nexem-seulement',
})
const draft = await aDraftRecord(it, association.id, {
  ...COMPLETE_ANSWERS,
  titre: 'Un café qui attend',
  candidat_selections: ['presse'],
})

const found = async (query: string, by = it.admin) =>
  (json(await by.get(`${PATH}?${query}`)).items as { id: string }[]).map(({ id }) => id).sort()

test.each([
  ['theme=protection-enfance', [consenting]],
  ['theme=protection-enfance&theme=tsa-scolarisation', [consenting]],
  ['public=jeunes-majeurs-ase&theme=protection-enfance', [consenting]],
  ['public=tsa&theme=protection-enfance', []],
  ['q=fratries', [consenting]],
  ['q=fratrie', [consenting]],
  ['q=CAF%C3%89', [other, draft]],
  ['q=fratrie&theme=protection-enfance', [consenting]],
  ['q=caf%C3%A9&theme=protection-enfance', []],
  ['consents_to=presse', [other]],
  ['consents_to=presse&consents_to=haut-commissariat-ministeres', [consenting, other]],
  ['consents_to=presse&theme=protection-enfance', []],
])('the records of %s', async (query, expected) => {
  expect(await found(query)).toEqual(expected.toSorted())
  expect(await found(query, as['delegate elsewhere'])).toEqual([])
})

test('an unknown code is refused by its name', async () => {
  for (const parameter of ['theme', 'public', 'consents_to'])
    expect(problemOf(await it.admin.get(`${PATH}?${parameter}=inconnu`)).errors).toMatchObject([
      { parameter, code: 'unknown-code' },
    ])
})
