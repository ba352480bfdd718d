import type { Actor, Role } from '@essaim/shared/actors.ts'
import { type InnovationSubject, openInnovationTransitions, whyNotInnovation } from '@essaim/shared/innovation-rules.ts'
import {
  INNOVATION_STATES,
  INNOVATION_TRANSITIONS,
  type InnovationState,
  type InnovationTransition,
} from '@essaim/shared/innovations.ts'
import {
  barredFrom,
  mayWriteAnswers,
  openSubmissionTransitions,
  type SubmissionSubject,
  stateAfter,
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

const asSubject = (facts: Partial<SubmissionSubject>): SubmissionSubject => ({
  state: 'draft',
  revision: 1,
  in_charge: HERE,
  home: null,
  unsent: false,
  escalated: false,
  own_contact: false,
  second_pair_of_eyes: false,
  endorsed_by: null,
  undoable: null,
  ...facts,
})

const HEADQUARTERS: Name[] = ['moderator', 'admin', 'moderator and delegate']
const IN_CHARGE: Name[] = ['delegate', 'delegate of both']

// Written again by hand, from the contract: who, from where, to where.
const SAID: Record<
  SubmissionTransition,
  {
    who: (inCharge: boolean) => Name[]
    from: SubmissionState[]
    to: SubmissionState | null
    comment: 'required' | 'optional'
    /** What else has to hold. */
    if?: (subject: SubmissionSubject) => boolean
  }
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
  escalate: {
    who: (inCharge) => [...HEADQUARTERS, ...(inCharge ? IN_CHARGE : [])],
    from: ['submitted'],
    to: 'submitted',
    comment: 'required',
    if: ({ in_charge, escalated }) => in_charge !== null && !escalated,
  },
  give_back: {
    who: () => HEADQUARTERS,
    from: ['submitted'],
    to: 'submitted',
    comment: 'optional',
    if: ({ in_charge, escalated }) => in_charge !== null && escalated,
  },
  undo: {
    who: (inCharge) => [...HEADQUARTERS, ...(inCharge ? IN_CHARGE : [])],
    from: ['endorsed', 'changes_requested', 'rejected'],
    to: null,
    comment: 'optional',
    if: ({ undoable }) => undoable?.by === 'staff:s',
  },
}
const UNDOABLE = [
  null,
  { to: 'submitted', by: 'staff:s' },
  { to: 'submitted', by: 'staff:another' },
] as const satisfies SubmissionSubject['undoable'][]

describe('every transition of a submission × actor × state × delegation in charge', () => {
  for (const name of SUBMISSION_TRANSITIONS) {
    it(name, () => {
      const said = SAID[name]
      expect(TRANSITIONS[name]).toMatchObject({ to: said.to, comment: said.comment })
      for (const [who, actor] of Object.entries(ACTORS) as [Name, Actor][]) {
        for (const state of SUBMISSION_STATES)
          for (const in_charge of [HERE, null])
            for (const escalated of [false, true])
              for (const undoable of UNDOABLE) {
                const subject = asSubject({ state, in_charge, escalated, undoable })
                const open = said.from.includes(state) && (said.if?.(subject) ?? true)
                const wanted = said.who(in_charge === HERE).includes(who) ? (open ? null : 'conflict') : 'forbidden'
                const where = `${who} ${state} ${in_charge} ${escalated} ${undoable?.by}`
                expect(whyNotSubmission(subject, name, actor), where).toBe(wanted)
                expect(openSubmissionTransitions(subject, actor).includes(name)).toBe(wanted === null)
                expect(stateAfter(subject, name)).toBe(said.to ?? undoable?.to ?? state)
              }
      }
    })
  }

  it('keeps a contact of the association from every decision on its answers, and from nothing else', () => {
    for (const [who, actor] of Object.entries(ACTORS) as [Name, Actor][])
      for (const state of SUBMISSION_STATES) {
        const [own, other] = [true, false].map((own_contact) => asSubject({ state, own_contact }))
        for (const name of SUBMISSION_TRANSITIONS) {
          const without = whyNotSubmission(other as SubmissionSubject, name, actor)
          const decides = ['endorse', 'request_changes', 'accept', 'reject'].includes(name)
          const wanted = decides && without === null ? 'own_contact' : without
          expect(whyNotSubmission(own as SubmissionSubject, name, actor), `${who} ${state} ${name}`).toBe(wanted)
        }
      }
    expect(barredFrom(asSubject({ state: 'submitted', own_contact: true }), ACTORS.moderator)).toBe('own_contact')
    expect(barredFrom(asSubject({ state: 'submitted', own_contact: true }), ACTORS.reader)).toBeNull()
  })

  it('has two people decide where the campaign asks for it: one endorses, another accepts or rejects', () => {
    const eyes = { second_pair_of_eyes: true }
    for (const name of ['accept', 'reject'] as const) {
      const why = (facts: Partial<SubmissionSubject>) =>
        whyNotSubmission(asSubject({ ...eyes, ...facts }), name, ACTORS.moderator)
      expect(why({ state: 'submitted' })).toBe('second_pair_of_eyes')
      expect(why({ state: 'endorsed', endorsed_by: 's' })).toBe('second_pair_of_eyes')
      expect(why({ state: 'endorsed', endorsed_by: 'another' })).toBeNull()
      expect(why({ state: 'endorsed' })).toBeNull()
      expect(why({ state: 'draft' })).toBe('conflict')
    }
    expect(whyNotSubmission(asSubject({ ...eyes, state: 'submitted' }), 'endorse', ACTORS.moderator)).toBeNull()
  })

  it('leaves nothing open in a final state, and nothing at all to who is a stranger', () => {
    for (const actor of Object.values(ACTORS)) {
      for (const state of ['accepted', 'rejected', 'withdrawn'] as const)
        expect(openSubmissionTransitions(asSubject({ state, unsent: true }), actor)).toEqual([])
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
          openSubmissionTransitions(asSubject({ state, revision: 0, unsent: true }), ACTORS[name]),
          `${name} ${state}`,
        ).toEqual([])
    }
  })

  it('lets answers be written by who may hand them in; by the association also while they wait for a decision', () => {
    for (const [who, actor] of Object.entries(ACTORS) as [Name, Actor][]) {
      for (const state of SUBMISSION_STATES) {
        for (const in_charge of [HERE, null]) {
          const subject = asSubject({ state, in_charge })
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
  const EVERYBODY = { ...ACTORS, job: { kind: 'job' } } satisfies Record<string, Actor>
  type Someone = keyof typeof EVERYBODY
  type Open = { from: readonly InnovationState[]; given?: (subject: InnovationSubject) => boolean; also?: Someone[] }
  const OPEN: Record<InnovationTransition, Open> = {
    publish: {
      from: ['draft', 'published', 'withdrawn'],
      given: ({ state, has_draft }) => has_draft || state !== 'published',
      also: ['job'],
    },
    cancel_publication: { from: ['draft', 'published', 'withdrawn'], given: ({ scheduled }) => scheduled },
    confirm: { from: ['published'] },
    withdraw: { from: ['published'], also: ['respondent', 'job'] },
    merge: {
      from: ['draft', 'published', 'withdrawn'],
      given: ({ state, has_sibling }) => has_sibling || state !== 'draft',
    },
    unmerge: { from: ['archived'], given: ({ merged_from }) => merged_from !== null },
    archive: { from: ['withdrawn'] },
  }
  const both = [true, false]
  const SUBJECTS: InnovationSubject[] = INNOVATION_STATES.flatMap((state) =>
    both.flatMap((has_draft) =>
      both.flatMap((scheduled) =>
        both.flatMap((has_sibling) =>
          (state === 'archived' ? ([null, 'published'] as const) : [null]).map((merged_from) => ({
            state,
            has_draft,
            scheduled,
            has_sibling,
            merged_from,
            own_contact: false,
          })),
        ),
      ),
    ),
  )
  it.each(INNOVATION_TRANSITIONS)('%s', (name) => {
    const { from, given, also = [] } = OPEN[name]
    for (const [who, actor] of Object.entries(EVERYBODY) as [Someone, Actor][]) {
      const may = (HEADQUARTERS as Someone[]).includes(who) || also.includes(who)
      for (const subject of SUBJECTS) {
        const open = from.includes(subject.state) && (given?.(subject) ?? true)
        const wanted = !may ? 'forbidden' : open ? null : 'conflict'
        const of = `${who} ${JSON.stringify(subject)}`
        expect(whyNotInnovation(subject, name, actor), of).toBe(wanted)
        expect(openInnovationTransitions(subject, actor).includes(name), of).toBe(wanted === null)
        const own = name === 'publish' && wanted === null ? 'own_contact' : wanted
        expect(whyNotInnovation({ ...subject, own_contact: true }, name, actor), of).toBe(own)
      }
    }
  })
})
