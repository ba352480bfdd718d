import type { Actor, Role } from '@essaim/shared/actors.ts'
import { openInnovationTransitions, whyNotInnovation } from '@essaim/shared/innovation-rules.ts'
import { INNOVATION_STATES, INNOVATION_TRANSITIONS } from '@essaim/shared/innovations.ts'
import {
  mayWriteAnswers,
  openSubmissionTransitions,
  TRANSITIONS,
  whyNotSubmission,
} from '@essaim/shared/submission-rules.ts'
import {
  SUBMISSION_STATES,
  SUBMISSION_TRANSITIONS,
  type SubmissionState,
  type SubmissionTransition,
} from '@essaim/shared/submissions.ts'
import { describe, expect, it } from 'vitest'

const HERE = 'delegation-here'
const THERE = 'delegation-there'
const staff = (roles: Role[], regional_delegations: string[] = []): Actor => ({
  kind: 'staff',
  id: 's',
  name: 's',
  roles,
  regional_delegations,
  departments: [],
  session: 'x',
})
const key = (...scopes: ('submissions:write' | 'feed:read')[]): Actor => ({
  kind: 'key',
  id: 'k',
  partner: 'p',
  scopes,
})

const ACTORS = {
  anonymous: { kind: 'anonymous' },
  reader: staff(['reader'], [HERE]),
  delegate: staff(['delegate'], [HERE]),
  'delegate elsewhere': staff(['delegate'], [THERE]),
  'delegate of both': staff(['delegate'], [THERE, HERE]),
  'reader and delegate elsewhere': staff(['reader', 'delegate'], [THERE]),
  moderator: staff(['moderator']),
  admin: staff(['admin']),
  'moderator and delegate': staff(['moderator', 'delegate'], [THERE]),
  respondent: {
    kind: 'respondent',
    id: 'r',
    association: 'a',
    contact: 'c',
    office: 'president',
    participant: null,
    invitation: null,
  },
  script: key('submissions:write'),
  follower: key('feed:read'),
} satisfies Record<string, Actor>
type Name = keyof typeof ACTORS

const HEADQUARTERS: Name[] = ['moderator', 'admin', 'moderator and delegate']
const IN_CHARGE: Name[] = ['delegate', 'delegate of both']

// Written again by hand, from the contract: who, from where, to where.
const SAID: Record<
  SubmissionTransition,
  { who: (inCharge: boolean) => Name[]; from: SubmissionState[]; to: SubmissionState; comment: 'required' | 'optional' }
> = {
  submit: {
    who: (inCharge) => ['respondent', 'script', ...HEADQUARTERS, ...(inCharge ? IN_CHARGE : [])],
    from: ['draft', 'changes_requested'],
    to: 'submitted',
    comment: 'optional',
  },
  endorse: {
    who: (inCharge) => [...HEADQUARTERS, ...(inCharge ? IN_CHARGE : [])],
    from: ['submitted'],
    to: 'endorsed',
    comment: 'optional',
  },
  request_changes: {
    who: (inCharge) => [...HEADQUARTERS, ...(inCharge ? IN_CHARGE : [])],
    from: ['submitted', 'endorsed'],
    to: 'changes_requested',
    comment: 'required',
  },
  accept: { who: () => HEADQUARTERS, from: ['submitted', 'endorsed'], to: 'accepted', comment: 'optional' },
  reject: { who: () => HEADQUARTERS, from: ['submitted', 'endorsed'], to: 'rejected', comment: 'required' },
  withdraw: {
    who: () => ['respondent'],
    from: ['draft', 'submitted', 'endorsed', 'changes_requested'],
    to: 'withdrawn',
    comment: 'optional',
  },
}

describe('every transition of a submission × actor × state × delegation in charge', () => {
  for (const name of SUBMISSION_TRANSITIONS) {
    it(name, () => {
      const said = SAID[name]
      expect(TRANSITIONS[name]).toMatchObject({ to: said.to, comment: said.comment })
      for (const [who, actor] of Object.entries(ACTORS) as [Name, Actor][]) {
        for (const state of SUBMISSION_STATES) {
          for (const in_charge of [HERE, null]) {
            const wanted = !said.who(in_charge === HERE).includes(who)
              ? 'forbidden'
              : said.from.includes(state)
                ? null
                : 'conflict'
            const subject = { state, revision: 1, in_charge, home: null, unsent: false }
            expect(whyNotSubmission(subject, name, actor), `${who} ${state} ${in_charge}`).toBe(wanted)
            expect(openSubmissionTransitions(subject, actor).includes(name)).toBe(wanted === null)
          }
        }
      }
    })
  }

  it('leaves nothing open in a final state, and nothing at all to who is a stranger', () => {
    for (const actor of Object.values(ACTORS)) {
      for (const state of ['accepted', 'rejected', 'withdrawn'] as const)
        expect(
          openSubmissionTransitions({ state, revision: 1, in_charge: HERE, home: null, unsent: true }, actor),
        ).toEqual([])
    }
    for (const name of [
      'anonymous',
      'reader',
      'follower',
      'delegate elsewhere',
      'reader and delegate elsewhere',
    ] as const) {
      for (const state of SUBMISSION_STATES)
        expect(
          openSubmissionTransitions({ state, revision: 0, in_charge: HERE, home: null, unsent: true }, ACTORS[name]),
          `${name} ${state}`,
        ).toEqual([])
    }
  })

  it('lets answers be written by who may hand them in; by the association also while they wait for a decision', () => {
    for (const [who, actor] of Object.entries(ACTORS) as [Name, Actor][]) {
      for (const state of SUBMISSION_STATES) {
        for (const in_charge of [HERE, null]) {
          const subject = { state, revision: 1, in_charge, home: null, unsent: false }
          const completes = who === 'respondent' && ['submitted', 'endorsed'].includes(state)
          const wanted = completes ? null : whyNotSubmission(subject, 'submit', actor)
          expect(mayWriteAnswers(subject, actor), `${who} ${state}`).toBe(wanted)
          expect(whyNotSubmission({ ...subject, unsent: true }, 'submit', actor), `${who} ${state}`).toBe(wanted)
        }
      }
    }
  })
})

describe('every transition of a record × actor × state', () => {
  const from = {
    publish: ['draft', 'published', 'withdrawn'],
    withdraw: ['published'],
    archive: ['withdrawn'],
  } as const
  for (const name of INNOVATION_TRANSITIONS) {
    it(name, () => {
      for (const [who, actor] of Object.entries(ACTORS) as [Name, Actor][]) {
        for (const state of INNOVATION_STATES) {
          for (const has_draft of [true, false]) {
            const may = HEADQUARTERS.includes(who) || (name === 'withdraw' && who === 'respondent')
            const open =
              (from[name] as readonly string[]).includes(state) &&
              !(name === 'publish' && state === 'published' && !has_draft)
            const wanted = !may ? 'forbidden' : open ? null : 'conflict'
            expect(whyNotInnovation({ state, has_draft }, name, actor), `${who} ${state}`).toBe(wanted)
            expect(openInnovationTransitions({ state, has_draft }, actor).includes(name)).toBe(wanted === null)
          }
        }
      }
    })
  }
})
