import { shownQuestions } from '@essaim/shared/questionnaires/conditions.ts'
import type { Issue } from '@essaim/shared/questionnaires/issues.ts'
import type { QuestionnaireContent, Section } from '@essaim/shared/questionnaires/model.ts'
import { Fragment, type ReactNode, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { AnswersDraft, DraftSnapshot } from './draft.ts'
import type { FileDesk } from './file-desk.ts'
import { issuesByQuestion, type Part, sectionsOf } from './parts.ts'
import { QuestionBlock, questionAnchor } from './question-block.tsx'
import './form.css'
import './controls.css'
import './lists.css'
import './view.css'
import { type CommuneSource, labelIn, SettingContext, termsIn, type Vocabularies } from './setting.ts'
import { type Language, wordsIn } from './words.ts'

export type QuestionnaireFormProps = {
  content: QuestionnaireContent
  vocabularies: Vocabularies
  communes: CommuneSource
  /** Where files are sent to. */
  upload?: FileDesk | undefined
  /** The answers being written, from `openDraft`: each question is saved by itself. */
  draft: AnswersDraft
  language?: Language
  /** Which questions; all by default. */
  part?: Part
  /** One section alone, by its code. */
  only?: string | undefined
  /** What the person tried: what is missing for it is then said at each question. */
  tried?: Issue['blocks'] | null
  /** The titles of the sections stand elsewhere. */
  untitled?: boolean
  /** The question to put the focus on; a new object each time that it is asked for. */
  goTo?: { question: string } | null
  /** What stands under one question. */
  under?: { question: string; note: ReactNode } | undefined
  /** What stands above questions, by their code. */
  above?: Readonly<Record<string, ReactNode>> | undefined
  /** Of the sections' titles. */
  headingLevel?: 2 | 3
}

/** Draws the state of a draft again whenever it changes, and sends what is unsaved when the page is left or the network is back. */
export function useDraft(draft: AnswersDraft): DraftSnapshot {
  useEffect(() => {
    const onHidden = () => document.visibilityState === 'hidden' && void draft.flush(true)
    const onOnline = () => void draft.flush()
    document.addEventListener('visibilitychange', onHidden)
    window.addEventListener('online', onOnline)
    return () => {
      document.removeEventListener('visibilitychange', onHidden)
      window.removeEventListener('online', onOnline)
    }
  }, [draft])
  return useSyncExternalStore(draft.subscribe, draft.snapshot)
}

/** A questionnaire to fill in: its sections and the questions that show, saved one by one, with what is wrong beside each. */
export function QuestionnaireForm({
  content,
  vocabularies,
  communes,
  upload,
  draft,
  language = 'fr',
  part = 'all',
  only,
  tried = null,
  untitled = false,
  goTo = null,
  under,
  above,
  headingLevel = 2,
}: QuestionnaireFormProps) {
  const { answers, saves } = useDraft(draft)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const setting = useMemo(
    () => ({ language, words: wordsIn(language), vocabularies, communes, upload }),
    [language, vocabularies, communes, upload],
  )
  const terms = useMemo(() => termsIn(vocabularies), [vocabularies])
  const sections = useMemo(
    () => sectionsOf(content, part).filter(({ code }) => only === undefined || code === only),
    [content, part, only],
  )
  const shown = useMemo(() => new Set(shownQuestions(content, answers).map(({ code }) => code)), [content, answers])
  const issues = useMemo(() => issuesByQuestion(content, answers, terms), [content, answers, terms])

  const onLeave = useCallback(
    (code: string) => {
      setLeft((known) => (known.has(code) ? known : new Set([...known, code])))
      draft.leave(code)
    },
    [draft],
  )
  useEffect(() => {
    if (!goTo) return
    const frame = requestAnimationFrame(() => focusQuestion(goTo.question))
    return () => cancelAnimationFrame(frame)
  }, [goTo])

  // Content is judged where the person has been; what is missing only once they tried to hand in.
  const saidAt = (code: string): Issue[] =>
    (issues.get(code) ?? []).filter((issue) => {
      const tooEarly = issue.code === 'required' || (issue.code === 'too-short' && issue.blocks === 'publish')
      return tooEarly
        ? tried === 'publish' || (tried === 'submit' && issue.blocks === 'submit')
        : left.has(code) || tried !== null || issue.code === 'too-many'
    })

  const Heading = `h${headingLevel}` as const
  const draw = (section: Section) => (
    <>
      {section.intro && <p className="q-intro">{labelIn(section.intro, language)}</p>}
      {section.questions
        .filter(({ code }) => shown.has(code))
        .map((question) => (
          <Fragment key={question.code}>
            {above?.[question.code] && <div className="q-above">{above[question.code]}</div>}
            <QuestionBlock
              question={question}
              value={answers[question.code]}
              state={saves[question.code]}
              issues={saidAt(question.code)}
              draft={draft}
              onLeave={onLeave}
            />
            {under?.question === question.code && under.note}
          </Fragment>
        ))}
    </>
  )
  return (
    <SettingContext value={setting}>
      <div className="q-form">
        {sections
          .filter(({ questions }) => questions.some(({ code }) => shown.has(code)))
          .map((section) => {
            if (untitled) return <Fragment key={section.code}>{draw(section)}</Fragment>
            return (
              <section key={section.code} className="q-section" aria-labelledby={`q-section-${section.code}`}>
                <Heading id={`q-section-${section.code}`}>{labelIn(section.title, language)}</Heading>
                {draw(section)}
              </section>
            )
          })}
      </div>
    </SettingContext>
  )
}

function focusQuestion(code: string): void {
  const place = document.getElementById(questionAnchor(code))
  const control =
    place?.querySelector<HTMLElement>('[aria-invalid=true]') ??
    place?.querySelector<HTMLElement>('input, select, textarea, button')
  control?.focus({ preventScroll: true })
  // with what stands above it
  const first = place?.previousElementSibling?.classList.contains('q-above') ? place.previousElementSibling : place
  first?.scrollIntoView({ block: 'start' })
}
