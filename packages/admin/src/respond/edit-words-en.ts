import type { Messages } from './messages-fr.ts'

/** What is said of edits on the association's behalf, in English. */
export const editWords: Messages['edits'] = {
  title: 'Edited by the federation',
  waiting: (n) => (n === 1 ? 'One change awaits your agreement' : `${n} changes await your agreement`),
  lead: 'While preparing the record, the federation proposes to change what you said. Nothing is published without your answer.',
  others: (n) => (n === 1 ? 'One change made or decided' : `${n} changes made or decided`),
  before: 'Your answer',
  after: 'What is proposed',
  nothing: 'No answer',
  accept: 'Accept',
  refuse: 'Refuse',
  why: 'Why? (optional)',
  refuse_yes: 'Confirm the refusal',
  states: {
    applied: 'a touch of style, in the record already',
    proposed: 'awaiting your answer',
    accepted: '✓ accepted',
    refused: 'refused',
    withdrawn: 'taken back by the federation',
  },
}
