import { describe, expect, it } from 'vitest'
import { completeAnswers, EXAMPLE, exampleTerms } from './example.ts'
import { contentIssues, contentWarnings } from './issues.ts'
import type { Question } from './model.ts'
import { normaliseAnswers, tidyAnswer } from './normalise.ts'
import { questionMap } from './questions.ts'

const issuesOf = (answers: Record<string, unknown>) =>
  contentIssues(EXAMPLE, answers, exampleTerms).map(({ question, code, blocks, path }) => [
    question,
    code,
    blocks,
    ...(path ? [path] : []),
  ])
const changed = (change: Record<string, unknown>) => issuesOf({ ...completeAnswers(), ...change })

describe('the content of answers', () => {
  it('finds nothing in complete answers', () => {
    expect(changed({})).toEqual([])
    expect(contentWarnings(EXAMPLE, completeAnswers())).toEqual([])
  })

  it('lists what an empty draft misses, each with what it blocks', () => {
    expect(issuesOf({})).toEqual([
      ['nom', 'required', 'submit'],
      ['recit', 'required', 'publish'],
      ['accord', 'required', 'submit'],
      ['niveau', 'required', 'submit'],
    ])
  })

  it.each<[string, Record<string, unknown>, string[][]]>([
    ['too long', { nom: 'x'.repeat(41) }, [['nom', 'too-long', 'submit']]],
    ['length in characters, not in halves', { nom: '🌱'.repeat(40) }, []],
    ['too short for publication only', { recit: 'court' }, [['recit', 'too-short', 'publish']]],
    ['an address', { courriel: 'pas-une-adresse' }, [['courriel', 'bad-format', 'submit']]],
    ['a telephone', { telephone: 'demander Jean' }, [['telephone', 'bad-format', 'submit']]],
    ['a script as address', { site: 'javascript:alert(1)' }, [['site', 'bad-format', 'submit']]],
    ['SIREN of zeros', { siren: '000000000' }, [['siren', 'bad-format', 'submit']]],
    ['a day that does not exist', { jour: '2023-02-29' }, [['jour', 'bad-format', 'submit']]],
    ['a month that does not exist', { debut: '2023-13' }, [['debut', 'bad-format', 'submit']]],
    ['below', { effectif: -1 }, [['effectif', 'below-minimum', 'submit']]],
    ['above', { effectif: 5001 }, [['effectif', 'above-maximum', 'submit']]],
    ['too many', { publics: ['enfants', 'adultes', 'aines', 'aidants'] }, [['publics', 'too-many', 'submit']]],
    ['a code twice', { publics: ['enfants', 'enfants', 'adultes'] }, [['publics', 'duplicate', 'submit']]],
    ['a tag twice, in capitals', { mots: ['Répit', 'répit'] }, [['mots', 'duplicate', 'submit']]],
    ['a long tag', { mots: ['x'.repeat(61)] }, [['mots', 'too-long', 'submit', '/mots/0']]],
    ['a consent refused', { accord: false }, [['accord', 'required', 'submit']]],
    ['a term that is gone', { principal: 'martiens' }, [['principal', 'unknown-code', 'submit']]],
    ['a field missing', { partenaires: [{ id: 'a' }] }, [['partenaires', 'required', 'submit', '/partenaires/0/nom']]],
    [
      'a field wrong',
      { partenaires: [{ id: 'a', nom: 'x', depuis: 'hier' }] },
      [['partenaires', 'bad-format', 'submit', '/partenaires/0/depuis']],
    ],
    ['a question shown and missing', { outil: null }, [['outil', 'required', 'submit']]],
    ['not a question that is hidden', { numerique: false, outil: null }, []],
    ['not the wrong answer of a hidden question', { publics: ['enfants'], principal: 'martiens' }, []],
  ])('%s', (_, change, expected) => {
    expect(changed(change)).toEqual(expected)
  })

  it('speaks in the words of the question', () => {
    const [issue] = contentIssues(EXAMPLE, { ...completeAnswers(), nom: null }, exampleTerms)
    expect(issue?.detail).toEqual({ fr: '« nom » : à remplir pour envoyer.', en: '“nom”: needed to hand in.' })
  })

  it('only warns of a wrong check digit', () => {
    const answers = { ...completeAnswers(), siren: '732829321', siret: '73282932000075' }
    expect(issuesOf(answers)).toEqual([])
    expect(contentWarnings(EXAMPLE, answers).map(({ question }) => question)).toEqual(['siren', 'siret'])
  })
})

describe('the form in which answers are kept', () => {
  let count = 0
  const kept = (answers: Record<string, unknown>) => normaliseAnswers(EXAMPLE, answers, () => `new-${++count}`)

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'texts, to the letter',
      { nom: '  La  garderie\n', recit: ' a \r\nb' },
      { nom: '  La  garderie\n', recit: ' a \r\nb' },
    ],
    ['addresses, to the letter', { site: 'www.exemple.fr' }, { site: 'www.exemple.fr' }],
    [
      'identifiers',
      { siren: '775 672 272', rna: 'w143788974', commune: '1053' },
      { siren: '775672272', rna: 'W143788974', commune: '01053' },
    ],
    ['an identifier that cannot be read', { siren: ' abc ' }, { siren: ' abc ' }],
    ['minus zero', { taux: -0 }, { taux: 0 }],
    ['removal', { nom: null }, { nom: null }],
  ])('%s', (_, answers, expected) => {
    expect(kept(answers)).toEqual(expected)
  })

  it('keeps the ids of lines and gives one to those that have none', () => {
    const { partenaires } = kept({
      partenaires: [
        { id: 'mine', nom: 'a' },
        { nom: 'b', depuis: null },
      ],
    }) as { partenaires: { id: string }[] }
    expect(partenaires).toEqual([
      { id: 'mine', nom: 'a' },
      { id: expect.stringMatching(/^new-/), nom: 'b' },
    ])
  })

  it('changes nothing the second time', () => {
    const once = kept({ ...completeAnswers(), nom: ' a  b ', site: 'exemple.fr' })
    expect(kept(once)).toEqual(once)
  })
})

describe('what a person typed, as they meant it', () => {
  const tidied = (answers: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(answers).map(([code, value]) => [
        code,
        tidyAnswer(questionMap(EXAMPLE).get(code) as Question, value),
      ]),
    )

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['spaces', { nom: '  La  garderie\n solidaire ' }, { nom: 'La garderie solidaire' }],
    ['line breaks of a long text', { recit: ' a  \r\nb\r\n' }, { recit: 'a\nb' }],
    ['composed letters', { nom: 'e\u0301cole' }, { nom: 'école' }],
    ['an identifier that cannot be read', { siren: ' abc ' }, { siren: 'abc' }],
    [
      'an address without scheme',
      { site: 'www.exemple.fr/à propos' },
      { site: 'https://www.exemple.fr/%C3%A0%20propos' },
    ],
    ['an address with capitals', { site: 'HTTPS://exemple.fr/100%' }, { site: 'https://exemple.fr/100%25' }],
    ['tags', { mots: [' répit '] }, { mots: ['répit'] }],
    ['a line without an id', { partenaires: [{ nom: ' b ' }] }, { partenaires: [{ nom: 'b' }] }],
  ])('%s', (_, answers, expected) => {
    expect(tidied(answers)).toEqual(expected)
    expect(tidied(expected)).toEqual(expected)
  })
})
