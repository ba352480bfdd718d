import type { Event } from '@essaim/shared/events.ts'
import { changesOf } from '@essaim/shared/history-sentences.ts'

type Answers = Record<string, unknown>
type Told = Pick<Event, 'action' | 'detail'>

const withChanges = (answers: Answers, { detail }: Told): Answers =>
  Object.fromEntries(
    Object.entries({
      ...answers,
      ...Object.fromEntries(changesOf(detail).map(({ question, after }) => [question, after])),
    }).filter(([, value]) => value !== null),
  )

const MOVES = /^submission\.(submit|endorse|request_changes|accept|reject|withdraw|undo)$/

/** What a submission has become, as its events alone tell it. */
export function replaySubmission(events: Told[]) {
  const one = { state: 'draft', revision: 0, innovation_id: null as string | null, answers: {} as Answers }
  for (const event of events) {
    const { action, detail } = event
    one.answers = withChanges(one.answers, event)
    if (MOVES.test(action)) one.state = String(detail?.to)
    if (action === 'submission.submit') one.revision = Number(detail?.revision)
    if (action === 'submission.accept') one.innovation_id = String(detail?.innovation_id)
  }
  return one
}

/** What a record has become, as its events alone tell it. */
export function replayInnovation(events: Told[]) {
  const one = { state: 'draft', published_version: null as number | null, versions: {} as Record<number, Answers> }
  for (const event of events) {
    const { action, detail } = event
    const number = Number(detail?.number ?? detail?.version)
    const last = Math.max(0, ...Object.keys(one.versions).map(Number))
    if (action === 'innovation.version') one.versions[number] = withChanges(one.versions[last] ?? {}, event)
    if (action === 'innovation.edit' || action === 'innovation.accept_edit')
      one.versions[number] = withChanges(one.versions[number] ?? {}, event)
    if (/^innovation\.(publish|withdraw|archive)$/.test(action)) one.state = String(detail?.to)
    if (action === 'innovation.publish') one.published_version = number
  }
  return one
}
