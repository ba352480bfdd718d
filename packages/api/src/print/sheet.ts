/** Room to write by hand. */
export type Space =
  | { kind: 'boxes'; items: { label: string; help: string }[]; note: string }
  | { kind: 'lines'; count: number }
  | { kind: 'table'; columns: string[]; rows: number }
  | { kind: 'forms'; fields: string[]; times: number }
  | { kind: 'grid'; scale: string[]; groups: { title: string; help: string; rows: string[] }[] }

export type Fact = { label: string; value: Value }
/** An answer in words. */
export type Value =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; url: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'lines'; lines: Fact[][] }
  | { kind: 'groups'; groups: { title: string; facts: Fact[] }[] }

/** A question to be answered by hand: its number and words, whether it must be, what is to be known, and the room for it. */
export type BlankQuestion = {
  kind: 'question'
  number: string
  label: string
  tag: string
  condition: string
  notes: string[]
  spaces: Space[]
}
export type Block =
  | BlankQuestion
  | { kind: 'answer'; label: string; value: Value }
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: string[] }
  /** Columns of these shares of the width. */
  | { kind: 'table'; columns: { title: string; share: number }[]; rows: string[][] }

export type Part<B extends Block = Block> = { title: string; note: string; intro: string; blocks: B[] }

/** A document to print, in words only: what it is called, a few facts, and its parts. */
export type Sheet<B extends Block = Block> = {
  title: string
  author: string
  /** Above the title. */
  kicker: string
  lead: string[]
  facts: { label: string; value: string }[]
  parts: Part<B>[]
  /** At the foot of each page. */
  foot: string
}

/** Sheets bound together: a cover, and what follows, each on a page of its own. The cover's foot is that of all. */
export type Book = {
  cover: Sheet
  chapters: Sheet[]
  /** Across each page, such as « Projet ». */
  mark: string | null
  /** A PNG at the head of the cover. */
  logo: Buffer | null
}

/** A sheet that nothing follows. */
export const alone = (sheet: Sheet): Book => ({ cover: sheet, chapters: [], mark: null, logo: null })
