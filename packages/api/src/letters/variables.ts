import { LETTER_VARIABLES, type LetterVariable } from '@essaim/shared/letters.ts'

/** What the variables of one letter stand for; the link is written by the renderer. */
export type Values = Record<Exclude<LetterVariable, 'link'>, string>

export const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g

/** The names between braces that stand for nothing, each once. */
export const unknownVariables = (template: string, known: readonly string[] = LETTER_VARIABLES): string[] => [
  ...new Set([...template.matchAll(VARIABLE)].map(([, name = '']) => name).filter((name) => !known.includes(name))),
]

/** Whether the template asks for this one. */
export const uses = (template: string, name: LetterVariable): boolean =>
  [...template.matchAll(VARIABLE)].some(([, found]) => found === name)
