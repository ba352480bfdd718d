import { alone, type Book, type Sheet } from './sheet.ts'

/** What the thread that sets pages is asked for. Values are in `data`, never in `template`, so that none is read as markup. */
export type PageJob = {
  kind: 'pdf'
  template: string
  /** Read by the template as `d`; texts are made printable first. */
  data: unknown
  /** SVG, read by the template as `pictures`, as they are. */
  pictures?: readonly string[]
  mostPages: number
}
/** Sheets for a word processor; the logo is a PNG in base64. */
export type DocumentJob = { kind: 'docx'; book: Omit<Book, 'logo'>; logo: string | null }
export type PrintJob = PageJob | DocumentJob

export type PrintQuestion = { id: number; job: PrintJob }
export type PrintAnswer = { id: number } & ({ bytes: Uint8Array } | { refused: 'too-long' } | { failed: string })

/** Sheets bound together as a document for a word processor. */
export const bookAsDocx = ({ logo, ...book }: Book): DocumentJob => ({
  kind: 'docx',
  book,
  logo: logo?.toString('base64') ?? null,
})

/** A sheet as a document for a word processor. */
export const sheetAsDocx = (sheet: Sheet): DocumentJob => bookAsDocx(alone(sheet))
