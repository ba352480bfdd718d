import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { fr, type MessageKey } from '../locales/fr.ts'

export type Locale = 'fr' | 'en'
export type { MessageKey }

const i18n = setupI18n({ locale: 'fr', messages: { fr } })
i18n.setMessagesCompiler(compileMessage)
const kept = 'essaim.locale'

/** The language of the screen. */
export const locale = (): Locale => (i18n.locale === 'en' ? 'en' : 'fr')

/** A message of the catalogue, with its values put in. */
export const t = (key: MessageKey, values?: Record<string, string | number>): string => i18n._(key, values)

/** The message of a composed key, or the fallback where the catalogue has none (an action or a code that is newer than this build). */
export const tOr = (key: string, fallback: string): string => (Object.hasOwn(fr, key) ? i18n._(key) : fallback)

/** The ends of the keys under a prefix: the actions, kinds, … that the catalogue has words for. */
export const keysUnder = (prefix: string): string[] =>
  Object.keys(fr)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))

/** The label in the language of the screen, else in French. */
export const labelOf = (label: { fr: string; en: string | null } | null | undefined): string =>
  (locale() === 'en' && label?.en) || label?.fr || ''

/** Switches the language of the screen; the other catalogue is loaded when it is first asked for. */
export async function switchLocale(to: Locale): Promise<void> {
  if (to === 'en') i18n.load('en', (await import('../locales/en.ts')).en)
  i18n.activate(to)
  document.documentElement.lang = to
  localStorage.setItem(kept, to)
}

/** The language chosen last time on this device. */
export const keptLocale = (): Locale => (localStorage.getItem(kept) === 'en' ? 'en' : 'fr')
