import { association } from './fr/association.ts'
import { directory } from './fr/directory.ts'
import { moderation } from './fr/moderation.ts'
import { shell } from './fr/shell.ts'
import { staff } from './fr/staff.ts'

/** Every message in French, which is the language of the house: ICU, under an explicit key. */
export const fr = { ...shell, ...moderation, ...association, ...directory, ...staff } as const
export type MessageKey = keyof typeof fr
