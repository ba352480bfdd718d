import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Question, QuestionnaireContent } from './questionnaires/model.ts'
import { type Acronym, type CheckedAgainst, checkAnswers } from './submission-checks.ts'

const label = (fr: string) => ({ fr, en: null })
const asked = (code: string, kind: Question['kind'], more: Partial<Question> = {}): Question => ({
  code,
  kind,
  label: label(code),
  audience: 'public',
  ...more,
})
const content: QuestionnaireContent = {
  sections: [
    {
      code: 'all',
      title: label('Tout'),
      questions: [
        asked('story', 'longtext'),
        asked('more', 'longtext'),
        asked('who', 'text', { personal: true }),
        asked('mail', 'email'),
        asked('siren', 'siren'),
        asked('siret', 'siret'),
        asked('tags', 'tags'),
        asked('steps', 'repeat', {
          fields: [
            { code: 'what', kind: 'text', label: label('Quoi') },
            { code: 'finess', kind: 'finess', label: label('FINESS') },
            { code: 'lead', kind: 'text', label: label('Qui'), personal: true },
          ],
        }),
        asked('hidden', 'longtext', { condition: { op: 'not_empty', question: 'tags' } }),
      ],
    },
  ],
}
const ACRONYMS: Acronym[] = [
  { code: 'MDPH', meanings: ['maison départementale des personnes handicapées'] },
  { code: 'ESAT', meanings: ['établissement et service d’aide par le travail'] },
  { code: 'ETP', meanings: ['équivalent temps plein', 'éducation thérapeutique du patient'] },
  { code: 'SERAFIN-PH', meanings: ['réforme de la tarification'] },
  { code: 'AS', meanings: ['aide-soignant'] },
]
const check = (answers: Record<string, unknown>, against: Partial<CheckedAgainst> = {}) =>
  checkAnswers(content, answers, { acronyms: ACRONYMS, ...against })
const found = (code: string, text: string) =>
  check({ story: text })
    .filter((one) => one.code === code)
    .map((one) => one.found)

describe('a person’s name', () => {
  it.each([
    ['Le projet est porté par Mme Genêt depuis 2019.', ['Mme Genêt']],
    ['Avec M. Jean Exemple et Mme Exemple.', ['M. Jean Exemple', 'Mme Exemple']],
    ['Docteur de La Lande, pédiatre', ['Docteur de La Lande']],
    ['le Dr EXEMPLE', ['Dr EXEMPLE']],
    ['Madame d’Exemple-Genêt', ['Madame d’Exemple-Genêt']],
    ['Monsieur\u00a0Le Phare', ['Monsieur\u00a0Le Phare']],
    ['le Pr Exemple', ['Pr Exemple']],
  ])('is seen after a civility: %s', (text, names) => expect(found('person', text)).toEqual(names))
  it.each([
    'Madame la Directrice a signé.',
    'Monsieur le Maire soutient le projet.',
    'Madame, Monsieur, bonjour',
    'Madame Directrice générale',
    'Professeur des écoles et professeur d’activité physique',
    'Le bâtiment M. est neuf',
    'les professeurs Genêt',
    'Dr. house',
    '',
  ])('is not seen in: %s', (text) => expect(found('person', text)).toEqual([]))
  it('is told once for an answer', () => expect(found('person', 'Mme Genêt. Mme Genêt.')).toEqual(['Mme Genêt']))
})

describe('a telephone', () => {
  it.each([
    ['Appelez le 02 98 00 00 00.', '02 98 00 00 00'],
    ['tél. : 0298000000', '0298000000'],
    ['06.12.34.56.78', '06.12.34.56.78'],
    ['06-12-34-56-78', '06-12-34-56-78'],
    ['+33 6 12 34 56 78', '+33 6 12 34 56 78'],
    ['+33(0)612345678', '+33(0)612345678'],
    ['0033 6 12 34 56 78', '0033 6 12 34 56 78'],
    ['06\u00a012\u00a034\u00a056\u00a078', '06\u00a012\u00a034\u00a056\u00a078'],
  ])('is seen in: %s', (text, number) => expect(found('telephone', text)).toEqual([number]))
  it.each(['Le 3977 et le 119', '0 800 12 34 56', '0800123456', '2019-2026', '290 000 017', '10 298 000 000 euros'])(
    'is not seen in: %s',
    (text) => expect(found('telephone', text)).toEqual([]),
  )
})

describe('an e-mail address', () => {
  it('is seen where it is a person’s', () =>
    expect(found('email', 'Écrire à camille.exemple@genets.example ou contact@genets.example')).toEqual([
      'camille.exemple@genets.example',
    ]))
  it('is not looked for where it is asked', () => expect(check({ mail: 'camille.exemple@genets.example' })).toEqual([]))
})

describe('a social security number', () => {
  it.each([
    ['n° 2 85 05 78 006 084 41', '2 85 05 78 006 084 41'],
    ['285057800608441', '285057800608441'],
    ['1 85 05 78 006 084', '1 85 05 78 006 084'],
  ])('is seen in: %s', (text, number) => expect(found('social-security', text)).toEqual([number]))
  it('is every well-formed one, with its key', () => {
    const two = (max: number, min = 0) => fc.integer({ min, max }).map((n) => String(n).padStart(2, '0'))
    const three = fc.integer({ min: 1, max: 999 }).map((n) => String(n).padStart(3, '0'))
    fc.assert(
      fc.property(
        fc.constantFrom('1', '2'),
        two(99),
        two(12, 1),
        two(95, 1),
        three,
        three,
        fc.constantFrom('', ' ', '.'),
        (sex, year, month, department, commune, order, gap) => {
          const key = 97 - (Number(sex + year + month + department + commune + order) % 97)
          const written = [sex, year, month, department, commune, order, String(key).padStart(2, '0')].join(gap)
          expect(found('social-security', `Son numéro, ${written}, figure au dossier.`)).toEqual([written])
        },
      ),
    )
  })
  it('is no SIRET, however it is written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9][0-9]{13}$/), (siret) => {
        const spaced = siret.replace(/(\d{3})(\d{3})(\d{3})(\d{5})/, '$1 $2 $3 $4')
        expect(found('social-security', `SIRET ${siret}`)).toEqual([])
        expect(found('social-security', `SIRET ${spaced}`)).toEqual([])
      }),
    )
  })
  it('of Corsica', () => {
    const key = 97 - (2_850_519_006_084 % 97)
    expect(found('social-security', `Madame, 2 85 05 2A 006 084 ${key}`)).toEqual([`2 85 05 2A 006 084 ${key}`])
  })
  it('is not a sum with a wrong key', () => expect(found('social-security', '285057800608442')).toEqual([]))
})

describe('where personal data are looked for', () => {
  it('not where they are asked for', () =>
    expect(check({ who: 'Mme Genêt', steps: [{ lead: 'M. Exemple' }] })).toEqual([]))
  it('in tags and in the lines of a list', () =>
    expect(check({ tags: ['Mme Genêt'], steps: [{ what: 'Appeler le 06 12 34 56 78' }] })).toEqual([
      { question: 'tags', code: 'person', found: 'Mme Genêt' },
      { question: 'steps', code: 'telephone', found: '06 12 34 56 78' },
    ]))
  it('not in answers that do not count', () => expect(check({ hidden: 'Mme Genêt' })).toEqual([]))
})

describe('acronyms', () => {
  const met = (answers: Record<string, unknown>) => check(answers).map(({ question, found: code }) => [question, code])
  it('are named where first met, with their sense', () =>
    expect(check({ story: 'Avec la MDPH et l’ESAT.', more: 'Encore la MDPH.' })).toEqual([
      {
        question: 'story',
        code: 'acronym',
        found: 'MDPH',
        meaning: 'maison départementale des personnes handicapées',
      },
      {
        question: 'story',
        code: 'acronym',
        found: 'ESAT',
        meaning: 'établissement et service d’aide par le travail',
      },
    ]))
  it('are met in dots and with a hyphen', () =>
    expect(met({ story: 'La M.D.P.H. suit SERAFIN-PH.' })).toEqual([
      ['story', 'MDPH'],
      ['story', 'SERAFIN-PH'],
    ]))
  it('are left alone once spelt out anywhere, in the plural and with other small words too', () => {
    expect(met({ story: 'La MDPH.', more: 'Maison Départementale des Personnes Handicapées' })).toEqual([])
    expect(met({ story: 'Deux ESAT (établissements ou services d’aide par le travail).' })).toEqual([])
  })
  it('are left alone in one of their senses', () => {
    expect(met({ story: '2 ETP, soit deux équivalents temps plein' })).toEqual([])
    expect(check({ story: 'Deux ETP' })[0]?.meaning).toBe('équivalent temps plein ; éducation thérapeutique du patient')
  })
  it('are not looked for in capitals throughout, in words, nor in two letters', () => {
    expect(met({ story: 'AVEC LA MDPH' })).toEqual([])
    expect(met({ story: 'un esat, MDPHx, une AS' })).toEqual([])
  })
})

describe('identifiers', () => {
  it('with a wrong check digit are shown', () =>
    expect(check({ siren: '775672273' }).map(({ code, found: number }) => [code, number])).toEqual([
      ['bad-check-digit', '775672273'],
    ]))
  it('in a line of a list are shown with the list', () =>
    expect(check({ steps: [{ finess: '290000018' }] }).map(({ question, code }) => [question, code])).toEqual([
      ['steps', 'bad-check-digit'],
    ]))
  it('of another association than the one that answers', () => {
    expect(check({ siren: '775672272' }, { siren: '552100554' }).map(({ code }) => code)).toEqual(['another-siren'])
    expect(check({ siren: '775672272' }, { siren: '775672272' })).toEqual([])
    expect(check({ siren: '775672272' }, { siren: null })).toEqual([])
  })
  it('a SIRET that does not begin with the SIREN', () => {
    expect(check({ siren: '775672272', siret: '55210055400013' }).map(({ code }) => code)).toContain('siret-of-another')
    expect(check({ siret: '55210055400013' })).not.toContainEqual(expect.objectContaining({ code: 'siret-of-another' }))
  })
})

it('whatever is written, it ends at once and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      for (const one of check({ story: text })) expect(one.found).not.toBe('')
    }),
  )
  expect(check({ story: `M. ${'Aa '.repeat(6000)}${'0'.repeat(6000)}${'A.'.repeat(3000)}` }).length).toBeLessThan(3)
})
