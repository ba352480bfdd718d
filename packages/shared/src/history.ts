import { Type } from '@sinclair/typebox'
import { closed, oneOf, PageQuery } from './schema.ts'

/** What one may want to see alone of a history, and the actions that it is made of; `%` stands for any letters. */
export const TOPICS = {
  decisions: [
    'submission.submit',
    'submission.endorse',
    'submission.request_changes',
    'submission.accept',
    'submission.reject',
    'submission.withdraw',
    'submission.escalate',
    'submission.give_back',
    'submission.undo',
    'submission.reroute',
    'submission.sign_off',
    'evaluation.%',
  ],
  answers: [
    'submission.create',
    'submission.save',
    'submission.move',
    'submission.take_up',
    'submission.%point',
    'innovation.version',
    'innovation.edit%',
    'file.%',
  ],
  exchanges: ['message.%', 'thread.%', 'help_request.%'],
  publication: [
    'innovation.publish%',
    'innovation.schedule',
    'innovation.cancel_publication',
    'innovation.withdraw%',
    'innovation.archive',
    'innovation.merge',
    'innovation.unmerge',
    'innovation.split',
    'innovation.confirm%',
    'innovation.restrict',
  ],
} as const
export type Topic = keyof typeof TOPICS
export const TOPIC_NAMES = Object.keys(TOPICS) as Topic[]

export const HistoryQuery = closed({
  ...PageQuery,
  topic: Type.Optional(oneOf(TOPIC_NAMES, { description: 'Only what is about this.' })),
})
