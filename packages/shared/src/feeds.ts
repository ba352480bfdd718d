import { type Static, Type } from '@sinclair/typebox'
import { InnovationDocument } from './documents.ts'
import { closed, nullable, oneOf, ref, Uuid } from './schema.ts'

export const DELETION_REASONS = ['withdrawn', 'erased', 'merged', 'out_of_scope'] as const

export const Feed = closed(
  {
    name: Type.String({ maxLength: 40, examples: ['innovations'] }),
    url: Type.String({ format: 'uri', maxLength: 500 }),
    epoch: Type.String({ maxLength: 100, description: 'Opaque; another one means: start again from the first page.' }),
    head: Type.Integer({ minimum: 0, description: 'The `modified` of the last item; 0 when there is none.' }),
    live: Type.Integer({ minimum: 0 }),
    deleted: Type.Integer({ minimum: 0 }),
  },
  {
    $id: 'Feed',
    description:
      'A feed as the caller’s audience sees it; a copy is complete when it has read up to `head` and holds `live` records.',
  },
)
export type Feed = Static<typeof Feed>
export const FeedList = closed(
  { items: Type.Array(ref(Feed), { maxItems: 20 }), next: nullable(Type.String({ maxLength: 1000 })) },
  { $id: 'FeedList' },
)

export const FeedItem = closed(
  {
    state: oneOf(['updated', 'deleted']),
    kind: oneOf(['innovation']),
    id: Uuid,
    modified: Type.Integer({ minimum: 1 }),
    data: Type.Optional(ref(InnovationDocument)),
    reason: Type.Optional(oneOf(DELETION_REASONS)),
    replaced_by: Type.Optional(nullable(Uuid)),
  },
  { $id: 'FeedItem' },
)
export type FeedItem = Static<typeof FeedItem>

export const FeedPage = closed(
  {
    next: Type.String({ format: 'uri', maxLength: 1000 }),
    items: Type.Array(ref(FeedItem), { maxItems: 500 }),
    license: Type.String({ format: 'uri', maxLength: 500 }),
  },
  {
    $id: 'FeedPage',
    description: 'RPDE 1.0, incrementing unique change numbers: each record once, at its last change.',
  },
)

export const FeedQuery = closed({
  afterChangeNumber: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  epoch: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 500 })),
})
