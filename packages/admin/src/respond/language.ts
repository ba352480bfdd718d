import { createContext, useContext } from 'react'
import { type Language, messagesIn } from './messages.ts'
import type { Messages } from './messages-fr.ts'

export const LanguageContext = createContext<Language>('fr')
export const useLanguage = (): Language => useContext(LanguageContext)
export const useMessages = (): Messages => messagesIn(useContext(LanguageContext))
