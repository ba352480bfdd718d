import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, nullable, oneOf, PageQuery, pageOf, ref, repeated, text, Uuid } from './schema.ts'

/** Where words are offered: with a decision, or in the thread. */
export const REPLY_USES = ['request_changes', 'reject', 'accept', 'message'] as const
export type ReplyUse = (typeof REPLY_USES)[number]

/** What a template may say between two pairs of braces; anything else is refused when it is written. */
export const REPLY_VARIABLES = ['association', 'title', 'campaign', 'delegation', 'federation', 'sender'] as const
export type ReplyVariable = (typeof REPLY_VARIABLES)[number]

const words = {
  use: oneOf(REPLY_USES, { description: 'Where it is offered.' }),
  name: text(120, { examples: ['Compléter la réponse'] }),
  body: text(4000, {
    description: `Between two pairs of braces: ${REPLY_VARIABLES.join(', ')}.`,
    examples: ['Merci pour « {{title}} ». Pouvez-vous préciser le nombre de personnes accompagnées ?'],
  }),
}

export const ReplyTemplate = closed(
  { id: Uuid, ...words, created_at: Instant, updated_at: Instant },
  { $id: 'ReplyTemplate', description: 'Words that the federation often writes to associations.' },
)
export type ReplyTemplate = Static<typeof ReplyTemplate>
export const ReplyTemplatePage = pageOf(ReplyTemplate, 'ReplyTemplatePage')
export const ReplyTemplateQuery = closed({ ...PageQuery, use: repeated(oneOf(REPLY_USES)) })

export const ReplyTemplateCreation = closed(words, { $id: 'ReplyTemplateCreation' })
export type ReplyTemplateCreation = Static<typeof ReplyTemplateCreation>

export const ReplyTemplatePatch = closed(
  { use: Type.Optional(words.use), name: Type.Optional(words.name), body: Type.Optional(words.body) },
  { $id: 'ReplyTemplatePatch' },
)
export type ReplyTemplatePatch = Static<typeof ReplyTemplatePatch>

export const Reply = closed(
  {
    id: Uuid,
    use: words.use,
    name: Type.String({ maxLength: 120 }),
    body: Type.String({ maxLength: 50_000, description: 'Its variables filled in.' }),
  },
  { $id: 'Reply', description: 'A template as it reads for one submission.' },
)
export type Reply = Static<typeof Reply>
export const ReplyList = closed(
  {
    items: Type.Array(ref(Reply), { maxItems: 1000 }),
    next: nullable(Type.String({ maxLength: 1000 })),
  },
  { $id: 'ReplyList' },
)
export const ReplyQuery = closed({ use: repeated(oneOf(REPLY_USES)) })
