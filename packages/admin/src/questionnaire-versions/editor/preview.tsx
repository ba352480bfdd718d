import { shownQuestions } from '@essaim/shared/questionnaires/conditions.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { Select } from '@mantine/core'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { findCommunes } from '../../answers/terms.ts'
import { labelOf, locale, t } from '../../lib/i18n.ts'
import { openDraft } from '../../questionnaires/draft.ts'
import { tidyIn } from '../../questionnaires/parts.ts'
import { questionAnchor } from '../../questionnaires/question-block.tsx'
import { QuestionnaireForm, useDraft } from '../../questionnaires/questionnaire-form.tsx'
import type { Vocabularies } from '../../questionnaires/setting.ts'
import { useBench } from './bench.ts'
import { conditionInWords } from './condition-words.ts'
import { sectionOf } from './structure.ts'

/** The questionnaire as on a telephone, to be tried: what is answered here goes nowhere. */
export function Preview({ content }: { content: QuestionnaireContent }) {
  const { chosen, terms } = useBench()
  const now = useRef(content)
  now.current = content
  const [draft] = useState(() =>
    openDraft({
      stored: [],
      save: async (_, value) => ({ outcome: 'saved', value, etag: '"1"' }),
      tidy: (code, value) => tidyIn(now.current)(code, value),
    }),
  )
  useEffect(() => () => draft.close(), [draft])
  const { answers } = useDraft(draft)
  const own = chosen.kind === 'section' ? chosen.code : (sectionOf(content, chosen.code)?.code ?? '')
  const [seen, setSeen] = useState(own)
  useEffect(() => setSeen(own), [own])
  useForgottenKinds(content, (code) => draft.change(code, null))
  const vocabularies = useMemo<Vocabularies>(() => {
    const today = new Date().toISOString().slice(0, 10)
    return Object.fromEntries(
      [...terms].map(([code, list]) => [code, list.filter(({ valid_until: until }) => !until || until > today)]),
    )
  }, [terms])
  const phone = useRef<HTMLDivElement>(null)
  useInSight(phone, chosen.kind === 'question' ? chosen.code : null, seen)
  const section = content.sections.find(({ code }) => code === seen) ?? content.sections[0]
  if (!section) return null
  const shown = shownQuestions(content, answers)
  const hidden = chosen.kind === 'question' ? section.questions.find(({ code }) => code === chosen.code) : undefined
  return (
    <section className="edit-preview" aria-label={t('edit.preview')}>
      <h2 className="sr-only">{t('edit.preview')}</h2>
      <Select
        label={t('edit.preview.section')}
        data={content.sections.map(({ code, title }) => ({ value: code, label: labelOf(title) || code }))}
        value={section.code}
        onChange={(code) => code && setSeen(code)}
        allowDeselect={false}
      />
      {hidden?.condition && !shown.includes(hidden) && (
        <p className="notice info">
          {t('edit.preview.hidden', { condition: conditionInWords(hidden.condition, content, terms) })}
        </p>
      )}
      <div className="edit-phone" ref={phone}>
        <QuestionnaireForm
          content={content}
          only={section.code}
          vocabularies={vocabularies}
          communes={findCommunes}
          draft={draft}
          language={locale()}
          headingLevel={3}
        />
      </div>
    </section>
  )
}

/** The chosen question is marked in the preview, and scrolled to where the preview scrolls by itself; the focus stays. */
function useInSight(place: RefObject<HTMLElement | null>, code: string | null, seen: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another section is drawn anew
  useEffect(() => {
    const box = place.current
    const question = code && box?.querySelector<HTMLElement>(`#${CSS.escape(questionAnchor(code))}`)
    if (!box || !question) return
    question.dataset.chosen = ''
    const away = question.getBoundingClientRect().top - box.getBoundingClientRect().top
    if (box.scrollHeight > box.clientHeight) box.scrollTop += away - 24
    return () => {
      delete question.dataset.chosen
    }
  }, [code, seen])
}

/** An answer to a question that is now of another kind is forgotten: it would break its control. */
function useForgottenKinds(content: QuestionnaireContent, forget: (code: string) => void): void {
  const kinds = useRef(new Map<string, string>())
  useEffect(() => {
    for (const { questions } of content.sections)
      for (const { code, kind } of questions) {
        const before = kinds.current.get(code)
        if (before !== undefined && before !== kind) forget(code)
        kinds.current.set(code, kind)
      }
  })
}
