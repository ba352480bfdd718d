import { localeOf } from '@essaim/shared/dates.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { Button, Switch } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { locale, t } from '../lib/i18n.ts'
import { type AnswersDraft, openDraft, type SaveAnswer, type StoredAnswer } from '../questionnaires/draft.ts'
import type { FileDesk } from '../questionnaires/file-desk.ts'
import { faultIn, tidyIn } from '../questionnaires/parts.ts'
import { QuestionnaireForm, useDraft } from '../questionnaires/questionnaire-form.tsx'
import { termsIn, type Vocabularies } from '../questionnaires/setting.ts'
import { Loading } from '../ui/states.tsx'
import { findCommunes, useVocabularies, vocabulariesOf } from './terms.ts'

type Props = {
  content: QuestionnaireContent
  stored: StoredAnswer[]
  save: SaveAnswer
  done: () => void
  /** Where files are sent to. */
  upload?: FileDesk | undefined
}

/** The questionnaire to fill in on someone's behalf, saved question by question; leaving sends what is unsaved first. */
export function Writing(props: Props) {
  const terms = useVocabularies(props.content)
  const wanted = vocabulariesOf(props.content)
  if (!wanted.every((code) => terms.has(code))) return <Loading lines={12} />
  const today = new Date().toISOString().slice(0, 10)
  const vocabularies: Vocabularies = Object.fromEntries(
    wanted.map((code) => [
      code,
      (terms.get(code) ?? [])
        .filter(({ valid_until }) => !valid_until || valid_until > today)
        .map(({ code: term, label }) => ({ code: term, label })),
    ]),
  )
  return <Form {...props} vocabularies={vocabularies} />
}

function Form({ content, stored, save, done, upload, vocabularies: given }: Props & { vocabularies: Vocabularies }) {
  const [vocabularies] = useState(given)
  const [short, setShort] = useState(false)
  const [draft] = useState<AnswersDraft>(() =>
    openDraft({ stored, save, tidy: tidyIn(content), fault: faultIn(content, termsIn(vocabularies), locale()) }),
  )
  const { overall } = useDraft(draft)
  useEffect(() => () => draft.close(), [draft])
  const unsaved = overall.status !== 'idle' && overall.status !== 'saved'
  useBlocker({
    shouldBlockFn: async () => !(await draft.flush()) && !window.confirm(t('writing.leave')),
    enableBeforeUnload: () => unsaved,
  })
  const words = useMemo(
    () => ({
      idle: t('writing.idle'),
      saving: t('writing.saving'),
      saved: t('writing.saved', { at: time(overall.at) }),
      retrying: t('writing.retrying'),
      attention: t('writing.attention'),
    }),
    [overall.at],
  )
  return (
    <>
      <div className="writing-bar">
        <p role="status" className={`writing-state ${overall.status}`}>
          {words[overall.status]}
        </p>
        <Switch
          checked={short}
          onChange={(event) => setShort(event.currentTarget.checked)}
          label={t('questionnaire.short')}
        />
        <Button onClick={done}>{t('writing.done')}</Button>
      </div>
      <div className="panel writing">
        <QuestionnaireForm
          content={content}
          vocabularies={vocabularies}
          communes={findCommunes}
          upload={upload}
          draft={draft}
          language={locale()}
          part={short ? 'short' : 'all'}
          tried="submit"
        />
      </div>
    </>
  )
}

const time = (at: number | null): string =>
  at === null ? '' : new Intl.DateTimeFormat(localeOf(locale()), { hour: '2-digit', minute: '2-digit' }).format(at)
