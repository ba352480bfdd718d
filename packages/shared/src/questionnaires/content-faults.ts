import type { Label } from '../schema.ts'
import type { Question } from './model.ts'

/** What may be wrong with a questionnaire. */
export type ContentCode =
  | 'duplicate-code'
  | 'reserved-code'
  | 'condition-not-earlier'
  | 'condition-not-fit'
  | 'no-options'
  | 'two-sources'
  | 'not-for-kind'
  | 'unknown-vocabulary'
  | 'bad-audience'
  | 'duplicate-binding'
  | 'bad-binding'
  | 'bad-prefill'
  | 'bad-default'
  | 'bad-limits'

/** One fault of a questionnaire, and where it is. */
export interface ContentFault {
  /** RFC 6901, relative to the content. */
  pointer: string
  code: ContentCode
  detail: Label
}

/** Where a question is checked: what is known around it, and where to report. */
export interface Bench {
  hasVocabulary: (code: string) => boolean
  every: Map<string, Question>
  earlier: Map<string, Question>
  bindings: Set<string>
  report: (code: ContentCode, fr: string, en: string) => void
}
