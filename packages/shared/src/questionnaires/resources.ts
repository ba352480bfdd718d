import { type Static, Type } from '@sinclair/typebox'
import { Code, closed, Instant, Label, nullable, oneOf, PageQuery, pageOf, ref, Uuid } from '../schema.ts'
import { QuestionnaireContent } from './model.ts'

export const VERSION_STATES = ['draft', 'published', 'retired'] as const

export const Questionnaire = closed(
  {
    id: Uuid,
    code: Code,
    title: ref(Label),
    current_version: nullable(Type.Integer({ minimum: 1 }), {
      description: 'The number of the published version that new answers are written to.',
    }),
    draft_version: nullable(Type.Integer({ minimum: 1 }), {
      description: 'The number that the draft will have; null where none is being written.',
    }),
  },
  { $id: 'Questionnaire' },
)
export type Questionnaire = Static<typeof Questionnaire>
export const QuestionnairePage = pageOf(Questionnaire, 'QuestionnairePage')
export const QuestionnaireQuery = closed({ ...PageQuery })

export const QuestionnaireVersion = closed(
  {
    id: Uuid,
    questionnaire: closed({ id: Uuid, code: Code, title: ref(Label) }),
    number: Type.Integer({ minimum: 1 }),
    state: oneOf(VERSION_STATES),
    content: ref(QuestionnaireContent),
    published_at: nullable(Instant),
  },
  { $id: 'QuestionnaireVersion', description: 'Sections and questions as data; a published version never changes.' },
)
export type QuestionnaireVersion = Static<typeof QuestionnaireVersion>

export const VersionParams = closed({ id: Uuid, number: Type.Integer({ minimum: 1, maximum: 100_000 }) })
