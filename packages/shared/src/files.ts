import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, nullable, ref, text, Uuid } from './schema.ts'

/** A file sent for the answers of a submission. */
export const File = closed(
  {
    id: Uuid,
    name: text(255, { description: 'What its sender called it: only a label.', examples: ['cafe-des-tilleuls.jpg'] }),
    media_type: Type.String({ maxLength: 100, examples: ['image/jpeg'] }),
    bytes: Type.Integer({ minimum: 1, description: 'Of what is kept: images are written anew.' }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 }),
    width: nullable(Type.Integer({ minimum: 1 })),
    height: nullable(Type.Integer({ minimum: 1 })),
    created_at: Instant,
  },
  {
    $id: 'File',
    description: 'A file sent for the answers of a submission; an answer of kind `file` is its `id`.',
  },
)
export type File = Static<typeof File>

/** The files of a submission, the oldest first. */
export const FileList = closed(
  { items: Type.Array(ref(File), { maxItems: 500 }), next: Type.Null() },
  { $id: 'FileList' },
)

/** What the sender calls the file. */
export const FileQuery = closed({
  name: text(255, {
    description: 'What its sender calls it: kept as a label, never as a path.',
    examples: ['cafe-des-tilleuls.jpg'],
  }),
})
