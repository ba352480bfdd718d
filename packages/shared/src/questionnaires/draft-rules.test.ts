import { describe, expect, it } from 'vitest'
import { draftFaults, draftWarnings } from './check-draft.ts'
import { diffContents } from './diff.ts'
import { aField, aQuestion, contentOf, EXAMPLE, exampleTerms } from './example.ts'
import type { Condition, QuestionnaireContent } from './model.ts'
import { inWords, moveAnswers } from './move.ts'
import { unreachableQuestions } from './reachable.ts'

const options = (...codes: string[]) => codes.map((code) => ({ code, label: { fr: `Choix ${code}`, en: null } }))
const niveau = aQuestion({ code: 'niveau', kind: 'choice', options: options('bas', 'moyen', 'haut') })
const aims = aQuestion({ code: 'buts', kind: 'multichoice', options: options('a', 'b', 'c') })

describe('questions that can never show', () => {
  const dead = (condition: Condition, ...more: Parameters<typeof contentOf>) =>
    unreachableQuestions(contentOf(niveau, aims, aQuestion({ code: 'suite', kind: 'text', condition }), ...more))
  const eq = (value: string): Condition => ({ op: 'eq', question: 'niveau', value })

  it.each<[string, Condition]>([
    ['two constants at once', { op: 'all', conditions: [eq('bas'), eq('haut')] }],
    ['a constant and its contrary', { op: 'all', conditions: [eq('bas'), { op: 'not', condition: eq('bas') }] }],
    [
      'a constant left out',
      { op: 'all', conditions: [eq('bas'), { op: 'not_in', question: 'niveau', value: ['bas'] }] },
    ],
    ['an option that is gone', eq('extreme')],
    ['more options than there are', { op: 'count_gte', question: 'buts', value: 4 }],
    [
      'only impossible branches',
      { op: 'any', conditions: [eq('extreme'), { op: 'includes', question: 'buts', value: 'z' }] },
    ],
  ])('%s', (_, condition) => expect(dead(condition)).toEqual(['suite']))

  it('takes along what rests on them', () => {
    const rests = aQuestion({ code: 'fin', kind: 'text', condition: { op: 'not_empty', question: 'suite' } })
    expect(dead(eq('extreme'), rests)).toEqual(['suite', 'fin'])
    const contrary = aQuestion({
      code: 'fin',
      kind: 'text',
      condition: { op: 'all', conditions: [{ op: 'not_empty', question: 'suite' }, eq('haut')] },
    })
    expect(dead(eq('bas'), contrary)).toEqual(['fin'])
  })

  it('leaves alone what may show', () => {
    expect(unreachableQuestions(EXAMPLE)).toEqual([])
    expect(dead({ op: 'any', conditions: [eq('bas'), eq('haut')] })).toEqual([])
    expect(dead({ op: 'not', condition: eq('extreme') })).toEqual([])
  })
})

describe('the check of a draft', () => {
  it('asks for what a record needs, and for sound renamings', () => {
    const content = contentOf(niveau)
    const codes = draftFaults(content, content, [{ question: 'niveau', from: 'bas', to: 'haut' }]).map(
      ({ code }) => code,
    )
    expect(codes).toEqual([...Array(5).fill('missing-binding'), 'bad-mapping'])
  })

  it('warns of all that takes answers their place, not of a declared renaming', () => {
    const before = contentOf(
      niveau,
      aims,
      aQuestion({ code: 'site', kind: 'url' }),
      aQuestion({ code: 'an', kind: 'text' }),
      aQuestion({
        code: 'gens',
        kind: 'repeat',
        fields: [aField({ code: 'nom', kind: 'text' }), aField({ code: 'age', kind: 'integer' })],
      }),
    )
    const after = contentOf(
      { ...niveau, options: options('faible', 'moyen') },
      aims,
      aQuestion({ code: 'an', kind: 'integer' }),
      aQuestion({ code: 'gens', kind: 'repeat', fields: [aField({ code: 'nom', kind: 'text' })] }),
      aQuestion({ code: 'neuve', kind: 'text', required: 'submit' }),
    )
    const warnings = draftWarnings(before, after, [{ question: 'niveau', from: 'bas', to: 'faible' }])
    expect(warnings.map(({ code, touches }) => [code, touches])).toEqual([
      ['removed-option', { question: 'niveau', option: 'haut' }],
      ['removed-question', { question: 'site' }],
      ['kind-changed', { question: 'an' }],
      ['removed-field', { question: 'gens', field: 'age' }],
      ['newly-required', null],
    ])
    expect(draftWarnings(before, before, [])).toEqual([])
  })
})

describe('the difference between two versions', () => {
  it('says what was added, removed, moved and changed', () => {
    const before: QuestionnaireContent = {
      sections: [
        {
          code: 'un',
          title: { fr: 'Un', en: null },
          questions: [niveau, aims, aQuestion({ code: 'site', kind: 'url' })],
        },
      ],
    }
    const after: QuestionnaireContent = {
      sections: [
        {
          code: 'un',
          title: { fr: 'Premier', en: null },
          questions: [aims, { ...niveau, required: 'submit', options: options('moyen', 'bas', 'extra') }],
        },
        { code: 'deux', title: { fr: 'Deux', en: null }, questions: [aQuestion({ code: 'neuve', kind: 'text' })] },
      ],
    }
    const changes = diffContents(before, after)
    expect(
      changes.map(({ kind, section, question, option, member }) =>
        [kind, section, question, option, member].filter(Boolean).join(' '),
      ),
    ).toEqual([
      'added deux',
      'changed un title',
      expect.stringMatching(/^moved un (niveau|buts)$/),
      'added deux neuve',
      'removed un site',
      'changed un niveau required',
      expect.stringMatching(/^moved un niveau (moyen|bas)$/),
      'added un niveau extra',
      'removed un niveau haut',
    ])
    expect(changes[0]?.detail).toEqual({ fr: 'La section « Deux » est ajoutée.', en: 'Section “Deux” is added.' })
    expect(diffContents(EXAMPLE, JSON.parse(JSON.stringify(EXAMPLE)))).toEqual([])
  })
})

describe('answers carried over to a newer version', () => {
  it('rewrites, keeps, and puts aside, losing nothing', () => {
    const before = contentOf(
      niveau,
      aims,
      aQuestion({ code: 'site', kind: 'url' }),
      aQuestion({ code: 'an', kind: 'text' }),
      aQuestion({ code: 'nom', kind: 'text' }),
      aQuestion({
        code: 'gens',
        kind: 'repeat',
        fields: [aField({ code: 'nom', kind: 'text' }), aField({ code: 'age', kind: 'integer' })],
      }),
    )
    const after = contentOf(
      { ...niveau, options: options('tres-faible', 'moyen') },
      { ...aims, options: options('a', 'c2') },
      aQuestion({ code: 'an', kind: 'integer' }),
      aQuestion({ code: 'nom', kind: 'text' }),
      aQuestion({ code: 'gens', kind: 'repeat', fields: [aField({ code: 'nom', kind: 'text' })] }),
    )
    const steps = [
      [{ question: 'niveau', from: 'bas', to: 'faible' }],
      [
        { question: 'niveau', from: 'faible', to: 'tres-faible' },
        { question: 'buts', from: 'c', to: 'c2' },
      ],
    ]
    const gens = [{ id: 'p', nom: 'Sacha', age: 3 }]
    const answers = { niveau: 'bas', buts: ['a', 'b', 'c'], site: 'https://a.example', an: 'deux', nom: 'Nid', gens }
    const { changes, outdated } = moveAnswers(before, after, steps, answers, exampleTerms)
    expect(changes).toEqual({
      niveau: 'tres-faible',
      buts: ['a', 'c2'],
      site: null,
      an: null,
      gens: [{ id: 'p', nom: 'Sacha' }],
    })
    expect(outdated.map(({ question, value, reason }) => [question, value, reason])).toEqual([
      ['buts', ['b'], 'removed_option'],
      ['site', 'https://a.example', 'removed_question'],
      ['an', 'deux', 'kind_changed'],
      ['gens', gens, 'removed_option'],
    ])
    expect(moveAnswers(before, after, [], { niveau: 'haut' }, exampleTerms).changes).toEqual({ niveau: null })
    const label = (_: string, code: string) => `Terme ${code}`
    expect(inWords(aims, ['a', 'b'], label)).toBe('Choix a, Choix b')
    expect(inWords(before.sections[0]?.questions[5] as typeof aims, gens, label)).toBe('nom : Sacha ; age : 3')
  })
})
