import { longDate } from '@essaim/shared/dates.ts'
import { withFrenchSpaces } from '../questionnaires/typography.ts'
import { fr, type Messages } from './messages-fr.ts'

export type Language = 'fr' | 'en'

const kept = 'essaim.respond.language'

/** The language of the page: French until the person chooses otherwise on this device. */
export const chosenLanguage = (): Language => (localStorage.getItem(kept) === 'en' ? 'en' : 'fr')
export const chooseLanguage = (language: Language): void => localStorage.setItem(kept, language)

const french = withFrenchSpaces(fr)
let english: Messages | null = null

/** The messages of a language that was loaded, else in French. */
export const messagesIn = (language: Language): Messages => (language === 'en' && english) || french

/** Fetches the messages of a language that is not part of the page; without network the page stays in French. */
export async function loadLanguage(language: Language): Promise<Language> {
  if (language === 'fr' || english) return language
  try {
    english = (await import('./messages-en.ts')).en
    return 'en'
  } catch {
    return 'fr'
  }
}

/** 14 h 32 in French, 2:32 pm in English. */
export function timeInWords(at: number, language: Language): string {
  const date = new Date(at)
  if (language === 'en') return new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(date)
  return `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, '0')}`
}

export const dayInWords = (instant: string, language: Language): string => longDate(new Date(instant), language)
