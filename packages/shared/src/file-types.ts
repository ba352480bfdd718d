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
export const LARGEST_FILE = 20 * 1024 * 1024

const USUAL_FILE = 10 * 1024 * 1024

/** How large a file a question takes: what it says, else 10 MB. */
export const largestFor = ({ max_bytes = USUAL_FILE }: { max_bytes?: number | undefined }): number =>
  Math.min(max_bytes, LARGEST_FILE)
