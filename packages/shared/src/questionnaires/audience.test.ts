import { describe, expect, it } from 'vitest'
import { AUDIENCES, type Audience, includes, isAudience, narrowest } from '../audience.ts'
import { audienceOf, fieldAudienceOf, reachOf } from './audience.ts'
import { aField, aQuestion, contentOf, EXAMPLE } from './example.ts'
import { startAnswers } from './prefill.ts'
import { questionMap } from './questions.ts'

describe('audiences', () => {
  it('are ordered from public to staff', () => {
    expect(narrowest()).toBe('public')
    expect(narrowest('members', 'public', 'partners')).toBe('members')
    for (const [v, viewer] of AUDIENCES.entries())
      for (const [k, kept] of AUDIENCES.entries()) expect(includes(viewer, kept)).toBe(v >= k)
    expect([isAudience('staff'), isAudience('constructor'), isAudience(null)]).toEqual([true, false, false])
  })
})

const options = (['staff', 'members', 'partners', 'public'] as const).map((audience) => ({
  code: audience,
  label: { fr: audience, en: null },
  audience,
}))
const group = aQuestion({
  code: 'equipe',
  kind: 'repeat',
  audience: 'partners',
  fields: [aField({ code: 'nom', kind: 'text', audience: 'members' }), aField({ code: 'role', kind: 'text' })],
})
const contact = aQuestion({ code: 'courriel', kind: 'email', audience: { from: 'diffusion', ceiling: 'members' } })
const content = contentOf(
  contact,
  aQuestion({ code: 'diffusion', kind: 'choice', options, audience: 'staff' }),
  aQuestion({ code: 'portee', kind: 'choice', options, binding: 'reach', audience: 'staff' }),
  group,
)

describe('the audience of a value', () => {
  it.each<[string, Record<string, unknown>, Audience, Audience | null, Audience]>([
    ['the respondent’s choice', { diffusion: 'members' }, 'public', null, 'members'],
    ['never wider than the ceiling', { diffusion: 'public' }, 'public', null, 'members'],
    ['narrower by choice', { diffusion: 'staff' }, 'public', null, 'staff'],
    ['staff while nobody chose', {}, 'public', null, 'staff'],
    ['staff for a code that is gone', { diffusion: 'toString' }, 'public', null, 'staff'],
    ['capped by the reach', { diffusion: 'members' }, 'staff', null, 'staff'],
    ['restricted since', { diffusion: 'members' }, 'public', 'staff', 'staff'],
    ['not widened by a restriction', { diffusion: 'members' }, 'public', 'public', 'members'],
  ])('%s', (_, answers, reach, restriction, expected) => {
    expect(audienceOf(contact, answers, content, reach, restriction)).toBe(expected)
  })

  it('of a field is never wider than that of its group', () => {
    const [name, role] = group.fields ?? []
    expect(name && fieldAudienceOf(name, group, {}, content, 'public')).toBe('members')
    expect(role && fieldAudienceOf(role, group, {}, content, 'public')).toBe('partners')
    expect(role && fieldAudienceOf(role, group, {}, content, 'public', 'staff')).toBe('staff')
  })

  it('is the reach that the association chose for the record', () => {
    expect(reachOf(content, { portee: 'partners' })).toBe('partners')
    expect(reachOf(content, {})).toBe('staff')
    expect(reachOf(EXAMPLE, {})).toBe('public')
  })
})

describe('a new submission', () => {
  it('starts with the defaults and what is known of the association', () => {
    expect(startAnswers(EXAMPLE, { name: 'Les Tilleuls', siren: null })).toEqual({
      nom: 'Les Tilleuls',
      portee_contact: 'nous',
    })
    expect(startAnswers(EXAMPLE, {})).toEqual({ portee_contact: 'nous' })
  })

  it('does not share a default with the next one', () => {
    const usual = ['a']
    const shared = contentOf(aQuestion({ code: 'mots', kind: 'tags', default: usual }))
    expect(startAnswers(shared, {}).mots).toEqual(usual)
    expect(startAnswers(shared, {}).mots).not.toBe(usual)
    expect(questionMap(shared).has('constructor')).toBe(false)
  })
})
