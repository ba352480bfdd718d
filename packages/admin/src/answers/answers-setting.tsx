import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { type ReactNode, useMemo } from 'react'
import { identified } from '../lib/http.ts'
import { locale } from '../lib/i18n.ts'
import { openFileDesk } from '../questionnaires/file-desk.ts'
import { SettingContext } from '../questionnaires/setting.ts'
import { wordsIn } from '../questionnaires/words.ts'
import '../questionnaires/form.css'
import { findCommunes, useVocabularies } from './terms.ts'

/** Lends the answers within what they are told by: the words of the lists, and the files of the submission. */
export function AnswersSetting({
  content,
  submission,
  children,
}: {
  content: QuestionnaireContent
  submission?: string | null | undefined
  children: ReactNode
}) {
  const terms = useVocabularies(content)
  const language = locale()
  const setting = useMemo(
    () => ({
      language,
      words: wordsIn(language),
      vocabularies: Object.fromEntries(terms),
      communes: findCommunes,
      upload: submission ? openFileDesk(`/v1/moderation/submissions/${submission}/files`, identified) : null,
    }),
    [language, terms, submission],
  )
  return <SettingContext value={setting}>{children}</SettingContext>
}
