import type { StaffActor } from '@essaim/shared/actors.ts'
import { NOTICE_KINDS } from '@essaim/shared/notifications.ts'
import { describe, expect, it } from 'vitest'
import { type Concern, type Happened, NOTICES, noticeOf, recipientsOf } from './notices.ts'
import { mailOf, sentenceOf } from './words.ts'

const one = (id: string, roles: StaffActor['roles'], regional_delegations: string[] = []): StaffActor => ({
  kind: 'staff',
  id,
  name: id,
  roles,
  regional_delegations,
  departments: [],
  session: '',
})
const STAFF = [
  one('bretagne', ['delegate'], ['B']),
  one('bretagne 2', ['delegate'], ['B']),
  one('paris', ['delegate'], ['P']),
  one('siège', ['moderator']),
  one('administration', ['admin']),
  one('lecture', ['reader']),
]
const concern: Concern = { in_charge: 'B', escalated: false, assignee: null, participants: [] }
const happened = (action: string, more: Partial<Happened> = {}): Happened => ({
  action,
  actor_kind: 'respondent',
  actor_id: 'c',
  detail: null,
  ...more,
})
const told = (event: Happened, about: Partial<Concern> = {}, staff = STAFF) => {
  const kind = noticeOf(event)
  return kind === null ? null : recipientsOf(kind, event, { ...concern, ...about }, staff).map(({ id }) => id)
}

describe('who is told of what', () => {
  it('tells the delegation in charge of what comes in, and headquarters where there is none', () => {
    expect(told(happened('submission.submit', { detail: { from: 'draft' } }))).toEqual(['bretagne', 'bretagne 2'])
    expect(told(happened('submission.submit'), { in_charge: null })).toEqual(['siège'])
    expect(told(happened('submission.submit'), { in_charge: 'nobody of it' })).toEqual(['siège'])
    expect(told(happened('submission.submit'), { escalated: true })).toEqual(['bretagne', 'bretagne 2', 'siège'])
  })

  it('tells corrections apart from what comes in for the first time', () => {
    expect(noticeOf(happened('submission.submit', { detail: { from: 'draft' } }))).toBe('submission_received')
    expect(noticeOf(happened('submission.submit', { detail: { from: 'changes_requested' } }))).toBe(
      'corrections_answered',
    )
  })

  it('tells who follows a submission of its messages, and the others no more', () => {
    expect(told(happened('message.reply'))).toEqual(['bretagne', 'bretagne 2'])
    expect(told(happened('message.reply'), { assignee: 'siège' })).toEqual(['siège'])
    // who follows it has left meanwhile
    expect(told(happened('message.reply'), { assignee: 'parti' })).toEqual(['bretagne', 'bretagne 2'])
  })

  it('never tells somebody of what they did themselves', () => {
    const note = happened('message.note', { actor_kind: 'staff', actor_id: 'bretagne' })
    expect(told(note, { participants: ['bretagne', 'siège'] })).toEqual(['siège'])
  })

  it('tells administrators where nobody else is at headquarters', () => {
    expect(told(happened('submission.endorse'))).toEqual(['siège'])
    expect(
      told(
        happened('submission.endorse'),
        {},
        STAFF.filter(({ id }) => id !== 'siège'),
      ),
    ).toEqual(['administration'])
  })

  it('tells of what an association does to its record, not of what staff do', () => {
    expect(told(happened('innovation.withdraw'))).toEqual(['bretagne', 'bretagne 2', 'siège'])
    expect(told(happened('innovation.withdraw', { actor_kind: 'staff', actor_id: 'siège' }))).toBeNull()
    expect(told(happened('innovation.restrict'))).toContain('siège')
  })

  it('tells nobody of the rest, and readers of nothing', () => {
    for (const action of ['submission.answer', 'message.send', 'thread.lock', 'session.create'])
      expect(told(happened(action)), action).toBeNull()
    for (const kind of NOTICE_KINDS)
      expect(
        recipientsOf(kind, happened('x'), { ...concern, in_charge: null }, STAFF).map(({ id }) => id),
        kind,
      ).not.toContain('lecture')
  })

  it('has words for every kind, in French spacing', () => {
    for (const kind of NOTICE_KINDS) {
      const sentence = sentenceOf(kind, { title: 'Un café', association: 'Les Genêts', by: 'Bretagne' })
      expect(sentence).toContain('«\u00a0Un café\u00a0» (Les Genêts)')
      expect(NOTICES[kind].to.length).toBeGreaterThan(0)
    }
    const told = {
      kind: 'submission_received' as const,
      title: 'Un café',
      association: null,
      by: null,
      url: 'https://x/1',
    }
    expect(mailOf([told], 'https://x/r').subject).toBe('«\u00a0Un café\u00a0» attend votre lecture')
    const two = mailOf([told, { ...told, title: 'Un jardin', url: 'https://x/2' }], 'https://x/r')
    expect(two.subject).toContain('2 nouvelles')
    expect(two.body).toContain('https://x/2')
  })
})
