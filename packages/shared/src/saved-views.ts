import { type Static, Type } from '@sinclair/typebox'
import { ROLES } from './actors.ts'
import { type QueueFilters, queueFilters } from './queue.ts'
import { closed, Instant, Named, nullable, oneOf, ref, text, Uuid } from './schema.ts'

/** The views of the queue that everybody has, and what each looks for. */
export const BUILT_IN_VIEWS = {
  ours: { ours: true, sort: 'age' },
  mine: { assignee: ['me'], turn: ['association', 'delegation', 'headquarters'], sort: 'age' },
  corrected: { corrected: true, sort: 'age' },
  late: { late: true, sort: 'age' },
  escalated: { escalated: true, turn: ['headquarters'], sort: 'age' },
  with_association: { turn: ['association'], sort: 'age' },
  ready_to_publish: { ready_to_publish: true },
} as const satisfies Record<string, unknown>
export type BuiltInView = keyof typeof BUILT_IN_VIEWS
export const BUILT_IN_VIEW_NAMES = Object.keys(BUILT_IN_VIEWS) as BuiltInView[]

/** Whom a view is shared with; null: one's own. */
export const SHARED_WITH = ['all', ...ROLES] as const

const Name = text(80, { examples: ['Réponses corrigées de l’Ouest'] })
export const ViewFilters = closed(queueFilters, {
  $id: 'ViewFilters',
  description: 'Filters and order, as the parameters of the list.',
})
const SharedWith = Type.Unsafe<(typeof SHARED_WITH)[number] | null>({
  type: ['string', 'null'],
  enum: [...SHARED_WITH, null],
  description: 'Who else has it: everybody, or those of a role; null: nobody.',
})

export const SavedView = closed(
  {
    id: Uuid,
    name: Name,
    filters: ref(ViewFilters),
    shared_with: SharedWith,
    owner: ref(Named),
    writable: Type.Boolean({ description: 'Whether the caller may change it.' }),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'SavedView', description: 'A view of the queue that somebody keeps.' },
)
export type SavedView = Omit<Static<typeof SavedView>, 'filters'> & { filters: QueueFilters }

export const SavedViewCreation = closed(
  { name: Name, filters: ref(ViewFilters), shared_with: Type.Optional(SharedWith) },
  { $id: 'SavedViewCreation' },
)
export const SavedViewPatch = closed(
  { name: Type.Optional(Name), filters: Type.Optional(ref(ViewFilters)), shared_with: Type.Optional(SharedWith) },
  { $id: 'SavedViewPatch' },
)

export const SavedViewList = closed(
  { items: Type.Array(ref(SavedView), { maxItems: 200 }), next: nullable(Type.String({ maxLength: 1000 })) },
  { $id: 'SavedViewList' },
)

export const QueueCounts = closed(
  {
    items: Type.Array(
      closed({
        view: Type.Unsafe<BuiltInView | string>({
          anyOf: [oneOf(BUILT_IN_VIEW_NAMES), Uuid],
          description: 'A built-in view, or the id of a saved one.',
        }),
        count: Type.Integer({ minimum: 0 }),
      }),
      { maxItems: 300 },
    ),
  },
  { $id: 'QueueCounts', description: 'How many submissions each view of the caller’s holds.' },
)
export type QueueCounts = Static<typeof QueueCounts>
