import type { BlankQuestion, Sheet } from './sheet.ts'

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
/** A sheet of questions for a word processor. */
export type DocumentJob = { kind: 'docx'; sheet: Sheet<BlankQuestion> }
export type PrintJob = PageJob | DocumentJob

export type PrintQuestion = { id: number; job: PrintJob }
export type PrintAnswer = { id: number } & ({ bytes: Uint8Array } | { refused: 'too-long' } | { failed: string })
