import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, nullable, ref, text, Uuid } from './schema.ts'

const OFFICE = 'application/vnd.openxmlformats-officedocument'

/** What may be sent, and the ending that each kind is given when it is downloaded. */
export const FILE_TYPES = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  [`${OFFICE}.wordprocessingml.document`]: 'docx',
  [`${OFFICE}.spreadsheetml.sheet`]: 'xlsx',
  [`${OFFICE}.presentationml.presentation`]: 'pptx',
  'application/vnd.oasis.opendocument.text': 'odt',
} as const satisfies Record<string, string>
export type FileType = keyof typeof FILE_TYPES
export const MEDIA_TYPES = Object.keys(FILE_TYPES) as FileType[]

/** No file is larger, whatever its question allows. */
export const LARGEST_FILE = 10 * 1024 * 1024

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
