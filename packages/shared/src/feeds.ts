import { type Static, Type } from '@sinclair/typebox'
import { InnovationDocument, InnovationFilters } from './documents.ts'
import { closed, nullable, oneOf, ref, Uuid } from './schema.ts'

export const DELETION_REASONS = ['withdrawn', 'erased', 'merged', 'out_of_scope'] as const

// an address with filters is as long as a request may be
const FEED_ADDRESS = 16_384

export const Feed = closed(
  {
    name: Type.String({ maxLength: 40, examples: ['innovations'] }),
    url: Type.String({ format: 'uri', maxLength: FEED_ADDRESS }),
    epoch: Type.String({ maxLength: 100, description: 'Opaque; another one means: start again from the first page.' }),
    head: Type.Integer({ minimum: 0, description: 'The `modified` of the last item; 0 when there is none.' }),
    live: Type.Integer({ minimum: 0 }),
    deleted: Type.Integer({ minimum: 0 }),
    digest: Type.String({
      pattern: '^[0-9a-f]{64}$',
      maxLength: 64,
      description:
        'SHA-256 over the live records in ascending order of `id`, each as `{id} {SHA-256 of its RFC 8785 form}` and a line feed (U+000A), in lowercase hexadecimal.',
      examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    }),
  },
  {
    $id: 'Feed',
    description:
      'A feed as the caller’s audience sees it, under the filters given; a copy that has read up to `head` is complete and true when it has the same `digest`.',
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
    next: Type.String({ format: 'uri', maxLength: FEED_ADDRESS }),
    items: Type.Array(ref(FeedItem), { maxItems: 500 }),
    license: Type.String({ format: 'uri', maxLength: 500 }),
  },
  {
    $id: 'FeedPage',
    description: 'RPDE 1.0, incrementing unique change numbers: each record once, at its last change.',
  },
)

export const FeedsQuery = closed(InnovationFilters)

export const FeedQuery = closed({
  ...InnovationFilters,
  afterChangeNumber: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  epoch: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 500 })),
})
