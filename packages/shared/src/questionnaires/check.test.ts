import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { Label } from '../schema.ts'
import { checkContent } from './check.ts'
import { aField, aQuestion, contentOf, EXAMPLE } from './example.ts'
import { QUESTIONNAIRE_SCHEMAS, type Question } from './model.ts'

const faultsOf = (...questions: Question[]) =>
  checkContent(contentOf(...questions), (code) => code === 'publics' || code === 'departements').map(
    ({ pointer, code }) => [pointer.replace('/sections/0/questions/', ''), code],
  )
const yes = { code: 'oui', label: { fr: 'Oui', en: null } }
const choice = (code: string, audience?: 'staff' | 'members') => ({
  code,
  label: { fr: code, en: null },
  ...(audience && { audience }),
})

describe('a questionnaire', () => {
  it('of every kind is found sound', () => {
    expect(checkContent(EXAMPLE)).toEqual([])
  })

  it('has the declared type', () => {
    const ajv = addFormats.default(new Ajv.default({ strict: true, allowUnionTypes: true }))
    const validate = ajv.addSchema(Label).addSchema(QUESTIONNAIRE_SCHEMAS).getSchema('QuestionnaireContent')
    expect(validate?.(EXAMPLE)).toBe(true)
    expect(validate?.({ sections: [] })).toBe(false)
    expect(validate?.(contentOf({ ...aQuestion({ code: 'a', kind: 'text' }), surprise: 1 } as Question))).toBe(false)
    expect(
      validate?.(
        contentOf(
          aQuestion({ code: 'a', kind: 'text', condition: { op: 'all', conditions: [{ op: 'eval' }] } as never }),
        ),
      ),
    ).toBe(false)
    expect(validate?.(contentOf(aQuestion({ code: '__proto__', kind: 'text' })))).toBe(false)
  })

  it.each<[string, Question[], string[][]]>([
    [
      'a code twice',
      [aQuestion({ code: 'a', kind: 'text' }), aQuestion({ code: 'a', kind: 'text' })],
      [['1', 'duplicate-code']],
    ],
    [
      'a condition on a later question',
      [
        aQuestion({ code: 'a', kind: 'text', condition: { op: 'not_empty', question: 'b' } }),
        aQuestion({ code: 'b', kind: 'text' }),
      ],
      [['0', 'condition-not-earlier']],
    ],
    [
      'a condition on itself, deep inside',
      [
        aQuestion({
          code: 'a',
          kind: 'text',
          condition: { op: 'not', condition: { op: 'any', conditions: [{ op: 'not_empty', question: 'a' }] } },
        }),
      ],
      [['0', 'condition-not-earlier']],
    ],
    [
      'a condition on no option',
      [
        aQuestion({ code: 'a', kind: 'choice', options: [yes] }),
        aQuestion({ code: 'b', kind: 'text', condition: { op: 'eq', question: 'a', value: 'non' } }),
      ],
      [['1', 'condition-not-fit']],
    ],
    [
      'a comparison without order',
      [
        aQuestion({ code: 'a', kind: 'choice', vocabulary: 'publics' }),
        aQuestion({ code: 'b', kind: 'text', condition: { op: 'gte', question: 'a', value: '1' } }),
      ],
      [['1', 'condition-not-fit']],
    ],
    [
      'counting a text',
      [
        aQuestion({ code: 'a', kind: 'text' }),
        aQuestion({ code: 'b', kind: 'text', condition: { op: 'count_gte', question: 'a', value: 1 } }),
      ],
      [['1', 'condition-not-fit']],
    ],
    ['a choice without options', [aQuestion({ code: 'a', kind: 'choice' })], [['0', 'no-options']]],
    ['options of a text', [aQuestion({ code: 'a', kind: 'text', options: [yes] })], [['0', 'not-for-kind']]],
    ['an option twice', [aQuestion({ code: 'a', kind: 'choice', options: [yes, yes] })], [['0', 'duplicate-code']]],
    [
      'two sources',
      [aQuestion({ code: 'a', kind: 'choice', options: [yes], vocabulary: 'publics' })],
      [['0', 'two-sources']],
    ],
    [
      'an unknown vocabulary',
      [aQuestion({ code: 'a', kind: 'choice', vocabulary: 'martiens' })],
      [['0', 'unknown-vocabulary']],
    ],
    [
      'an audience from nowhere',
      [aQuestion({ code: 'a', kind: 'text', audience: { from: 'b', ceiling: 'staff' } })],
      [['0', 'bad-audience']],
    ],
    [
      'an audience from options that name none',
      [
        aQuestion({ code: 'a', kind: 'text', audience: { from: 'b', ceiling: 'staff' } }),
        aQuestion({ code: 'b', kind: 'choice', options: [yes] }),
      ],
      [['0', 'bad-audience']],
    ],
    [
      'not an audience from a later question',
      [
        aQuestion({ code: 'a', kind: 'text', audience: { from: 'b', ceiling: 'staff' } }),
        aQuestion({ code: 'b', kind: 'choice', options: [choice('x', 'staff')] }),
      ],
      [],
    ],
    ['a public contact', [aQuestion({ code: 'a', kind: 'email', binding: 'contact.email' })], [['0', 'bad-audience']]],
    [
      'a contact that may become public',
      [
        aQuestion({ code: 'a', kind: 'email', binding: 'contact.email', audience: { from: 'b', ceiling: 'public' } }),
        aQuestion({ code: 'b', kind: 'choice', options: [choice('x', 'members')] }),
      ],
      [['0', 'bad-audience']],
    ],
    [
      'a member fed twice',
      [
        aQuestion({ code: 'a', kind: 'text', binding: 'title' }),
        aQuestion({ code: 'b', kind: 'text', binding: 'title' }),
      ],
      [['1', 'duplicate-binding']],
    ],
    [
      'a member fed by the wrong kind',
      [aQuestion({ code: 'a', kind: 'integer', binding: 'title' })],
      [['0', 'bad-binding']],
    ],
    [
      'départements from elsewhere',
      [aQuestion({ code: 'a', kind: 'multichoice', vocabulary: 'publics', binding: 'departments' })],
      [['0', 'bad-binding']],
    ],
    [
      'a reach without audiences',
      [aQuestion({ code: 'a', kind: 'choice', options: [yes], binding: 'reach' })],
      [['0', 'bad-binding']],
    ],
    ['a wrong prefill', [aQuestion({ code: 'a', kind: 'text', prefill: 'siren' })], [['0', 'bad-prefill']]],
    [
      'a wrong default',
      [aQuestion({ code: 'a', kind: 'choice', options: [yes], default: 'non' })],
      [['0', 'bad-default']],
    ],
    ['a limit of another kind', [aQuestion({ code: 'a', kind: 'boolean', max_length: 3 })], [['0', 'not-for-kind']]],
    ['limits crossed', [aQuestion({ code: 'a', kind: 'integer', min: 3, max: 2 })], [['0', 'bad-limits']]],
    ['a group without fields', [aQuestion({ code: 'a', kind: 'repeat' })], [['0', 'not-for-kind']]],
    [
      'a field twice',
      [
        aQuestion({
          code: 'a',
          kind: 'repeat',
          fields: [aField({ code: 'x', kind: 'text' }), aField({ code: 'x', kind: 'text' })],
        }),
      ],
      [['0/fields/1', 'duplicate-code']],
    ],
    [
      'a field named id',
      [aQuestion({ code: 'a', kind: 'repeat', fields: [aField({ code: 'id', kind: 'text' })] })],
      [['0/fields/0', 'reserved-code']],
    ],
    [
      'a field that feeds the title',
      [aQuestion({ code: 'a', kind: 'repeat', fields: [aField({ code: 'x', kind: 'text', binding: 'title' })] })],
      [['0/fields/0', 'bad-binding']],
    ],
    ['a grid without criteria', [aQuestion({ code: 'a', kind: 'grid' })], [['0', 'not-for-kind']]],
  ])('tells %s', (_, questions, expected) => {
    expect(faultsOf(...questions)).toEqual(expected)
  })
})
