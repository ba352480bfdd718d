import { AUDIENCES, type Audience, includes } from '@essaim/shared/audience.ts'
import {
  aField,
  aQuestion,
  completeAnswers,
  contentOf,
  EXAMPLE,
  exampleTerms,
  exampleVocabularies,
} from '@essaim/shared/questionnaires/example.ts'
import type { Answers, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Terms } from '../vocabularies/terms.ts'
import { cardOf, project, type View } from './projection.ts'
import type { RecordFacts } from './record-facts.ts'

const terms: Terms = {
  has: exampleTerms,
  coded: (_, code) => ({ code, label: { fr: `Terme ${code}`, en: null } }),
  list: (vocabulary) => exampleVocabularies(vocabulary).map((term) => ({ ...term, parent: null, in_force: true })),
  withParents: (_, code) => (code === 'aidants' ? ['aidants', 'adultes'] : [code]),
  isCommune: () => true,
}

const READERS = ['public', 'partners', 'members'] as const
const REACH = AUDIENCES.map((audience) => ({ code: audience, label: { fr: audience, en: null }, audience }))
const reach = (): Question =>
  aQuestion({ code: 'portee', kind: 'choice', binding: 'reach', audience: 'staff', options: REACH })
const LICENSES = ['licence-ouverte-2-0', 'tous-droits-reserves'].map((code) => ({
  code,
  label: { fr: code, en: null },
}))

function facts(content: QuestionnaireContent, answers: Answers, more: Partial<RecordFacts> = {}): RecordFacts {
  return {
    id: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00',
    number: 1,
    content,
    answers,
    current: { content, answers },
    restrictions: new Map(),
    base_url: 'https://essaim.example',
    association: { id: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a01', name: 'Les Genêts' },
    regional_delegation: null,
    origin: null,
    published_at: '2026-01-01T00:00:00.000Z',
    version_published_at: new Date('2026-01-01'),
    confirmed_at: null,
    stale_since: null,
    files: new Map(),
    commune: (code) => ({ code, name: `Commune ${code}` }),
    terms,
    ...more,
  }
}
const views = (given: RecordFacts) => READERS.map((audience) => project(given, audience))
const [open, , members] = views(facts(EXAMPLE, completeAnswers())) as [View, View, View]

/** Whether all that the wider view tells, the narrower reader's view tells too. */
function isPart(wide: unknown, narrow: unknown): boolean {
  if (wide === null || (Array.isArray(wide) && wide.length === 0)) return true
  if (Array.isArray(wide))
    return (
      Array.isArray(narrow) &&
      wide.every((item, i) => isPart(item, narrow[i]) || narrow.some((other) => isPart(item, other)))
    )
  if (typeof wide === 'object')
    return (
      typeof narrow === 'object' &&
      narrow !== null &&
      Object.entries(wide as object).every(([name, value]) => isPart(value, (narrow as Record<string, unknown>)[name]))
    )
  return wide === narrow
}

describe('the view of an audience', () => {
  it('reads codes with their labels, communes with their names, and knows the record’s members from the rest', () => {
    expect(open.document).toMatchObject({
      title: 'La garderie solidaire',
      publics: [{ code: 'enfants', label: { fr: 'Terme enfants' } }, { code: 'adultes' }],
      url: 'https://essaim.example/v1/innovations/019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00',
      attribution: expect.stringContaining('Les Genêts'),
      contact: null,
      details: {
        niveau: { code: 'moyen', label: { fr: 'Choix moyen', en: null } },
        commune: { code: '29232', name: 'Commune 29232' },
        departement: { code: '29' },
        numerique: true,
        effectif: 12,
        partenaires: [{ id: 'p1', nom: 'La mairie', roles: [{ code: 'appui' }], depuis: '2022-06' }],
      },
    })
    expect(open.document.details).not.toHaveProperty('nom')
    expect(open.facets).toEqual([
      'association:019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a01',
      'niveau:moyen',
      'public:adultes',
      'public:enfants',
    ])
  })

  it('leaves out what is narrower, as if it had never been answered', () => {
    for (const hidden of ['budget', 'courriel', 'portee_contact', 'accord', 'grille', 'photo'])
      expect(open.document.details[hidden] ?? null, hidden).toBeNull()
    expect(Object.keys(open.document.details)).toEqual(Object.keys(members.document.details))
    expect(open.document.details.partenaires).toMatchObject([{ referent: null }])
    expect(JSON.stringify(open)).not.toContain('Une personne')
    expect(members.document.details).toMatchObject({ budget: 12_000.5, partenaires: [{ referent: 'Une personne' }] })
    const { budget: _, ...unanswered } = completeAnswers()
    expect(project(facts(EXAMPLE, unanswered), 'public')).toEqual(open)
  })

  it('is the same text for the same facts, and its card has no long text', () => {
    expect(JSON.stringify(views(facts(EXAMPLE, completeAnswers())))).toBe(
      JSON.stringify(views(facts(EXAMPLE, completeAnswers()))),
    )
    expect(Object.keys(cardOf({ ...open.document, updated_at: 'x' }))).not.toEqual(
      expect.arrayContaining(['summary', 'details']),
    )
  })

  it('does not show the answers to questions that do not show', () => {
    const view = project(facts(EXAMPLE, { ...completeAnswers(), numerique: false }), 'members')
    expect(view?.document.details.outil).toBeNull()
    expect(JSON.stringify(view?.words)).not.toContain('agenda')
  })

  it('finds by a term and by those above it', () => {
    expect(project(facts(EXAMPLE, { ...completeAnswers(), publics: ['aidants'] }), 'public')?.facets).toEqual(
      expect.arrayContaining(['public:aidants', 'public:adultes']),
    )
  })
})

describe('reach, licence and restrictions', () => {
  const content = contentOf(
    aQuestion({ code: 'titre', kind: 'text', binding: 'title', search: 'A' }),
    aQuestion({ code: 'accroche', kind: 'text', binding: 'pitch' }),
    aQuestion({ code: 'resume', kind: 'longtext', binding: 'summary', search: 'B' }),
    aQuestion({ code: 'niveau', kind: 'choice', options: REACH, facet: true }),
    aQuestion({ code: 'licence', kind: 'choice', binding: 'license', options: LICENSES }),
    reach(),
    aQuestion({
      code: 'equipe',
      kind: 'repeat',
      search: 'C',
      fields: [
        aField({ code: 'nom', kind: 'text', audience: { from: 'qui', ceiling: 'public' } }),
        aField({ code: 'role', kind: 'text' }),
      ],
    }),
    aQuestion({ code: 'qui', kind: 'choice', audience: 'staff', options: REACH }),
  )
  const answers = {
    titre: 'Titre',
    accroche: 'Accroche',
    resume: 'Résumé',
    niveau: 'public',
    portee: 'public',
    qui: 'public',
    equipe: [{ id: 'a', nom: 'Camille', role: 'anime' }],
  }

  it('caps the record at its reach; without an answer, staff alone', () => {
    for (const [index, portee] of AUDIENCES.entries()) {
      expect(
        views(facts(content, { ...answers, portee })).map((view) => view !== null),
        portee,
      ).toEqual([index <= 0, index <= 1, index <= 2])
    }
    expect(views(facts(content, { ...answers, portee: null }))).toEqual([null, null, null])
    expect(views(facts(content, answers, { restrictions: new Map([['*', 'members']]) })).map(Boolean)).toEqual([
      false,
      false,
      true,
    ])
  })

  it('lets only title, pitch, association and link leave the members under all rights reserved', () => {
    const [open, partners, within] = views(facts(content, { ...answers, licence: 'tous-droits-reserves' })) as [
      View,
      View,
      View,
    ]
    for (const { document, words, facets } of [open, partners]) {
      expect(document).toMatchObject({
        title: 'Titre',
        pitch: 'Accroche',
        summary: null,
        details: {},
        association: { name: 'Les Genêts' },
        license: { code: 'tous-droits-reserves', url: null },
      })
      expect(document.url).toMatch(/^https:/)
      expect(`${words.B}${words.C}${facets}`).not.toMatch(/Résumé|Camille|niveau/)
    }
    expect(within.document).toMatchObject({ summary: 'Résumé', details: { niveau: { code: 'public' } } })
  })

  it('obeys a restriction in members, details, words and facets, whatever the version', () => {
    for (const [question, gone] of [
      ['resume', /Résumé/],
      ['niveau', /niveau:|"niveau":\{/],
      ['equipe', /Camille|anime/],
      ['titre', /Titre/],
    ] as const) {
      const [open, partners, within] = views(
        facts(content, answers, { restrictions: new Map([[question, 'members']]) }),
      )
      expect(JSON.stringify([open, partners]), question).not.toMatch(gone)
      expect(JSON.stringify(within), question).toMatch(gone)
    }
  })

  it('shows an older version no more widely than today’s: reach, and choices, of groups’ fields too', () => {
    const older = (current: Answers) =>
      views(facts(content, answers, { current: { content, answers: { ...answers, ...current } } }))
    expect(older({ portee: 'members' }).map(Boolean)).toEqual([false, false, true])
    const [open, , within] = older({ qui: 'members' })
    expect(JSON.stringify(open)).not.toContain('Camille')
    expect(JSON.stringify(open)).toContain('anime')
    expect(JSON.stringify(within)).toContain('Camille')
    // nor does it gain by a choice that came later
    expect(
      views(facts(content, { ...answers, portee: 'members' }, { current: { content, answers } })).map(Boolean),
    ).toEqual([false, false, true])
  })

  it('never shows staff values to any reader', () => {
    const [, , within] = views(facts(content, { ...answers, qui: 'staff' }))
    expect(JSON.stringify(within)).not.toContain('Camille')
    expect(within?.document.details).not.toHaveProperty('qui')
  })
})

describe('for any questionnaire, answers and restrictions', () => {
  const audience = fc.constantFrom(...AUDIENCES)
  const word = fc.constantFrom('un', 'deux', 'trois', 'quatre')
  const given = fc.record({
    audiences: fc.array(audience, { minLength: 6, maxLength: 6 }),
    words: fc.array(word, { minLength: 6, maxLength: 6 }),
    portee: audience,
    choix: audience,
    today: fc.record({ portee: audience, choix: audience }),
    licence: fc.constantFrom('licence-ouverte-2-0', 'tous-droits-reserves'),
    restrictions: fc.dictionary(fc.constantFrom('q0', 'q1', 'q2', 'groupe', '*'), audience, { maxKeys: 3 }),
  })
  const build = ({
    audiences,
    words,
    portee,
    choix,
    today,
    licence,
    restrictions,
  }: typeof given extends fc.Arbitrary<infer T> ? T : never) => {
    const at = (i: number) => audiences[i] as Audience
    const content = contentOf(
      aQuestion({ code: 'q0', kind: 'text', audience: at(0), binding: 'title', search: 'A' }),
      aQuestion({ code: 'q1', kind: 'text', audience: at(1), binding: 'contact.name', search: 'B' }),
      aQuestion({ code: 'q2', kind: 'text', audience: { from: 'choix', ceiling: at(2) }, search: 'C' }),
      aQuestion({ code: 'q3', kind: 'choice', options: REACH, facet: true, audience: at(3) }),
      aQuestion({
        code: 'groupe',
        kind: 'repeat',
        audience: at(4),
        search: 'C',
        fields: [
          aField({ code: 'nom', kind: 'text', audience: at(5) }),
          aField({ code: 'role', kind: 'text', audience: { from: 'choix', ceiling: 'public' } }),
        ],
      }),
      aQuestion({ code: 'choix', kind: 'choice', options: REACH, audience: 'staff' }),
      aQuestion({ code: 'licence', kind: 'choice', options: LICENSES, binding: 'license' }),
      reach(),
    )
    const answers = {
      q0: words[0],
      q1: words[1],
      q2: words[2],
      q3: 'public',
      groupe: [{ id: 'g', nom: words[3], role: words[4] }],
      choix,
      portee,
      licence,
    }
    return facts(content, answers, {
      current: { content, answers: { ...answers, ...today } },
      restrictions: new Map(Object.entries(restrictions)),
    })
  }

  it('a wider audience never reads, or finds by, what a narrower one does not', () => {
    fc.assert(
      fc.property(given, (sample) => {
        const [open, partners, within] = views(build(sample))
        for (const [wide, narrow] of [
          [open, partners],
          [partners, within],
        ] as const) {
          if (!wide) continue
          expect(narrow).not.toBeNull()
          expect(isPart(wide.document, narrow?.document), JSON.stringify([wide.document, narrow?.document])).toBe(true)
          expect(narrow?.facets).toEqual(expect.arrayContaining(wide.facets))
          for (const weight of ['A', 'B', 'C'] as const)
            expect(narrow?.words[weight].split('\n')).toEqual(
              expect.arrayContaining(wide.words[weight].split('\n').filter(Boolean)),
            )
        }
      }),
      { numRuns: 500 },
    )
  })

  it('what a view tells, its audience may read; and a hidden answer leaves no trace', () => {
    fc.assert(
      fc.property(given, fc.constantFrom(...READERS), (sample, reader) => {
        const built = build(sample)
        const view = project(built, reader)
        if (!view) return
        for (const question of questionsOf(built.content)) {
          const fixed = typeof question.audience === 'string' ? question.audience : question.audience.ceiling
          if (includes(reader, fixed) && includes(reader, built.restrictions.get(question.code) ?? 'public')) continue
          const { [question.code]: _, ...without } = built.answers
          if (['portee', 'choix', 'licence'].includes(question.code)) continue
          // hidden and unknown are one: without the answer the view is the same
          expect(project({ ...built, answers: without, current: { ...built.current } }, reader)).toEqual(view)
        }
      }),
      { numRuns: 500 },
    )
  })
})
