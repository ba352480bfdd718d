import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { answersSchema } from './answers-schema.ts'
import { completeAnswers, EXAMPLE, exampleTerms, exampleVocabularies } from './example.ts'
import { contentIssues } from './issues.ts'

const schema = answersSchema(EXAMPLE, exampleVocabularies, {
  id: 'https://essaim.example/v1/questionnaires/x/versions/1/schema',
  title: 'Exemple',
})
const ajv = addFormats.default(new Ajv2020.default({ strict: true, allErrors: true }))
const validate = ajv.compile(schema)
const publishable = ajv.compile({ $ref: `${schema.$id}#/$defs/publish` })
const without = (code: string) => Object.fromEntries(Object.entries(completeAnswers()).filter(([key]) => key !== code))

describe('the JSON Schema of the answers', () => {
  it('compiles strictly, without keyword of our own, and takes complete answers', () => {
    expect(validate(completeAnswers()), JSON.stringify(validate.errors)).toBe(true)
    expect(publishable(completeAnswers())).toBe(true)
  })

  it('lists every code with its label', () => {
    const properties = schema.properties as Record<string, Record<string, unknown>>
    expect(properties.niveau?.enum).toEqual(['bas', 'moyen', 'haut'])
    expect(properties.departement?.enum).toEqual(['01', '22', '29', '2A'])
    expect(schema.$defs).toMatchObject({
      'options-niveau': { oneOf: [{ const: 'bas', title: 'Choix bas' }, { const: 'moyen' }, { const: 'haut' }] },
      'options-partenaires.roles': { oneOf: [{ const: 'pilote' }, { const: 'appui' }] },
      'vocabulary-publics': { oneOf: [{ const: 'enfants', title: 'Terme enfants' }, {}, {}, {}] },
    })
    expect(properties.niveau?.$comment).toBe('labels: #/$defs/options-niveau')
  })

  it('says what is needed to hand in and to publish', () => {
    expect(schema.required).toEqual(['nom', 'accord', 'niveau'])
    expect((schema.$defs as Record<string, { required: string[] }>).publish?.required).toEqual([
      'nom',
      'recit',
      'accord',
      'niveau',
    ])
    expect(publishable(without('recit'))).toBe(false)
    expect(validate(without('recit'))).toBe(true)
    expect(publishable(without('preuve'))).toBe(false)
  })

  it.each(['nom', 'accord', 'niveau', 'outil', 'principal'])('refuses answers without %s', (code) => {
    expect(validate(without(code))).toBe(false)
  })

  it.each([
    { numerique: false, outil: undefined },
    { niveau: 'bas', principal: undefined },
    { publics: ['enfants'], principal: undefined },
  ])('asks for nothing that does not show: %j', (change) => {
    const answers = JSON.parse(JSON.stringify({ ...completeAnswers(), ...change }))
    expect(validate(answers), JSON.stringify(validate.errors)).toBe(true)
  })

  it.each<[string, unknown]>([
    ['nom', ''],
    ['nom', 'x'.repeat(41)],
    ['nom', 5],
    ['recit', 'court'],
    ['courriel', 'pas une adresse'],
    ['portee_contact', 'eux'],
    ['telephone', 'demander Jean'],
    ['site', 'ftp://exemple.fr'],
    ['site', 'https://exemple.fr/a b'],
    ['siren', '73282932'],
    ['siren', '000000000'],
    ['siret', '732829320'],
    ['rna', 'W12'],
    ['finess', '12345678'],
    ['effectif', 1.5],
    ['effectif', -1],
    ['effectif', 5001],
    ['taux', '0.5'],
    ['budget', -1],
    ['numerique', 'oui'],
    ['accord', false],
    ['jour', '2023-02-29'],
    ['debut', '2023-13'],
    ['niveau', 'extreme'],
    ['publics', ['martiens']],
    ['publics', ['enfants', 'enfants']],
    ['publics', ['enfants', 'adultes', 'aines', 'aidants']],
    ['commune', '123'],
    ['departement', '20'],
    ['mots', 'répit'],
    ['partenaires', [{ id: 'a' }]],
    ['partenaires', [{ nom: 'a', age: 3 }]],
    ['partenaires', [{ nom: 'a', roles: ['chef'] }]],
    ['partenaires', [{ nom: 'a' }, { nom: 'b' }, { nom: 'c' }, { nom: 'd' }]],
    ['photo', 'image.png'],
    ['grille', { b1: 'toujours' }],
    ['grille', { b9: 'oui' }],
    ['inconnue', 1],
    ['nom', null],
  ])('refuses one wrong answer: %s = %j', (code, value) => {
    expect(validate({ ...completeAnswers(), [code]: value })).toBe(false)
  })

  it('agrees with the checks on answers that hand-in would refuse', () => {
    for (const code of Object.keys(completeAnswers())) {
      const answers = without(code)
      const blocked = contentIssues(EXAMPLE, answers, exampleTerms).some(({ blocks }) => blocks === 'submit')
      expect(validate(answers), code).toBe(!blocked)
    }
  })
})
