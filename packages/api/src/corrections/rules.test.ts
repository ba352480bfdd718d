import type { Actor, Role } from '@essaim/shared/actors.ts'
import { mayJudgePoints, openPointActions } from '@essaim/shared/correction-rules.ts'
import { POINT_STATES } from '@essaim/shared/corrections.ts'
import { answerOfPoint } from '@essaim/shared/point-answers.ts'
import type { SubmissionSubject } from '@essaim/shared/submission-rules.ts'
import { SUBMISSION_STATES } from '@essaim/shared/submissions.ts'
import { describe, expect, it } from 'vitest'

const staff = (roles: Role[], regional_delegations: string[] = []): Actor => ({
  kind: 'staff',
  id: 's',
  name: 's',
  roles,
  regional_delegations,
  departments: [],
  session: 'x',
})
const moderator = staff(['moderator'])
const delegate = staff(['delegate'], ['here'])
const elsewhere = staff(['delegate'], ['there'])
const reader = staff(['reader'], ['here'])
const respondent: Actor = {
  kind: 'respondent',
  id: 'r',
  association: 'a',
  contact: 'c',
  office: 'other',
  participant: null,
  invitation: null,
}
const subject = (state: SubmissionSubject['state']) =>
  ({ state, revision: 1, in_charge: 'here', home: '29', unsent: false }) as SubmissionSubject

describe('what an association has made of a point', () => {
  const point = { before: 'Avant', after: 'Avant', proposed: null, kept_because: null }
  it.each([
    [{}, null],
    [{ kept_because: 'C’est le chiffre du rapport.' }, 'kept'],
    [{ after: 'Après' }, 'changed'],
    [{ after: 'Après', kept_because: 'et ceci' }, 'changed'],
    [{ after: null }, 'changed'],
    [{ before: null, after: null }, null],
    [{ after: 'Mieux', proposed: 'Mieux' }, 'taken_over'],
    [{ after: 'Autre', proposed: 'Mieux' }, 'changed'],
    // taking an answer back to what it was undoes the change
    [{ before: ['b', 'a'], after: ['b', 'a'], proposed: ['a'] }, null],
    [{ before: { a: 1, b: 2 }, after: { b: 2, a: 1 } }, null],
  ])('%j: %s', (facts, expected) => {
    expect(answerOfPoint({ ...point, ...facts })).toBe(expected)
  })
})

describe('who may judge points', () => {
  it('is whoever may ask for changes, and goes on while they are being made', () => {
    const open = (actor: Actor) => SUBMISSION_STATES.filter((state) => mayJudgePoints(subject(state), actor) === null)
    const waiting = ['submitted', 'endorsed', 'changes_requested']
    expect(open(moderator)).toEqual(waiting)
    expect(open(delegate)).toEqual(waiting)
    for (const actor of [elsewhere, reader, respondent]) expect(open(actor)).toEqual([])
  })
})

describe('what may be done to a point', () => {
  const table = (actor: Actor, state: SubmissionSubject['state']) =>
    Object.fromEntries(POINT_STATES.map((point) => [point, openPointActions(subject(state), point, actor).join(' ')]))

  it('while it is judged', () => {
    const judging = { note: 'edit', open: 'close', answered: 'close reopen', closed: 'reopen', reopened: '' }
    expect(table(moderator, 'submitted')).toEqual(judging)
    expect(table(delegate, 'endorsed')).toEqual(judging)
    expect(table(reader, 'submitted')).toEqual({ note: '', open: '', answered: '', closed: '', reopened: '' })
  })

  it('while the association corrects: it answers, moderation may let a point go', () => {
    const nothing = { note: '', open: '', answered: '', closed: '', reopened: '' }
    expect(table(respondent, 'changes_requested')).toEqual({ ...nothing, open: 'answer' })
    // on the telephone
    expect(table(moderator, 'changes_requested').open).toBe('answer close')
    expect(table(elsewhere, 'changes_requested')).toEqual(nothing)
  })

  it('nothing once it is decided', () => {
    for (const state of ['accepted', 'rejected', 'withdrawn'] as const)
      for (const actor of [moderator, delegate, respondent])
        expect(Object.values(table(actor, state)).join('')).toBe('')
  })
})
