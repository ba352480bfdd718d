import { draftFaults } from '@essaim/shared/questionnaires/check-draft.ts'
import type { QuestionnaireDraft } from '@essaim/shared/questionnaires/drafts.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { Label } from '@essaim/shared/schema.ts'
import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useVocabularies } from '../../answers/terms.ts'
import type { Answer } from '../../lib/http.ts'
import { t } from '../../lib/i18n.ts'
import { Refused } from '../../ui/states.tsx'
import { say } from '../../ui/toasts.tsx'
import { checkDraft } from '../queries.ts'
import { type Bench, BenchContext } from './bench.ts'
import { type Checked, CheckPanel } from './check-panel.tsx'
import { asSent } from './editing.ts'
import { countByPlace } from './findings.ts'
import { Outline } from './outline.tsx'
import { Preview } from './preview.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import { QuestionForm } from './question-form.tsx'
import { SaveBar } from './save-bar.tsx'
import { SaveNotice } from './save-notice.tsx'
import { SectionForm } from './section-form.tsx'
import { useChoice } from './use-choice.ts'
import { useEditing } from './use-editing.ts'

type Props = {
  id: string
  read: Answer<QuestionnaireDraft>
  base: QuestionnaireContent | null
  /** The version in force. */
  current: number | null
  vocabularies: { code: string; label: Label }[]
}

/** The draft to edit: its outline, what is chosen of it, and how that looks to who answers. */
export function Editor({ id, read, base, current, vocabularies }: Props) {
  const navigate = useNavigate()
  const [editing, { written, state }] = useEditing(id, read)
  const place = useRef<HTMLDivElement>(null)
  const { chosen, visit, choose, recode } = useChoice(written.content, place)
  const [checked, setChecked] = useState<Checked | null>(null)
  const [publishing, setPublishing] = useState(false)
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const [previewed, setPreviewed] = useState(true)
  const later = useDeferredValue(written)
  const terms = useVocabularies(later.content)
  const sent = useMemo(() => asSent(later), [later])
  const faulty = useMemo(() => {
    const known = new Set(vocabularies.map(({ code }) => code))
    const has = (code: string) => code === 'communes' || known.has(code)
    return countByPlace(sent.content, draftFaults(base, sent.content, sent.mappings, has))
  }, [sent, base, vocabularies])
  const bench: Bench = { written, base, edit: editing.change, chosen, choose, recode, vocabularies, terms }

  /** Saves, then checks what was saved; what is found wrong is shown, and null is answered. */
  const check = async (): Promise<Checked | null> => {
    setFailure(null)
    setBusy(true)
    try {
      if (!(await editing.save())) return null
      const of = editing.snapshot().written
      const done = { check: await checkDraft(id), of, content: asSent(of).content }
      setChecked(done)
      return done
    } catch (cause) {
      setFailure(cause instanceof Error ? cause : new Error(t('error.unknown')))
      return null
    } finally {
      setBusy(false)
    }
  }
  const publish = async () => {
    const done = await check()
    if (done && done.check.faults.length === 0) setPublishing(true)
  }
  const published = () => {
    say(t('publish.done', { number: read.data.number }))
    void navigate({ to: '/questionnaires/$id', params: { id } })
  }
  const section = chosen.kind === 'section' && written.content.sections.find(({ code }) => code === chosen.code)
  const question = chosen.kind === 'question' && questionMap(written.content).get(chosen.code)
  return (
    <BenchContext value={bench}>
      <SaveBar state={state} save={() => void editing.save()}>
        <Button variant="default" aria-pressed={previewed} onClick={() => setPreviewed(!previewed)}>
          {t('edit.preview')}
        </Button>
        <Button variant="default" loading={busy} onClick={() => void check()}>
          {t('check.do')}
        </Button>
        <Button onClick={() => void publish()}>{t('publish.ask')}</Button>
      </SaveBar>
      <p className="sr-only" role="status">
        {said}
      </p>
      <Refused error={failure} />
      <SaveNotice state={state} editing={editing} />
      {checked && !publishing && (
        <CheckPanel checked={checked} close={() => setChecked(null)} again={() => void check()} />
      )}
      <div className={previewed ? 'edit-columns' : 'edit-columns edit-alone'} ref={place}>
        <Outline faulty={faulty} say={setSaid} />
        <section className="panel edit-form" aria-label={t('edit.form')} key={visit}>
          <h2 className="sr-only">{t('edit.form')}</h2>
          {section && <SectionForm section={section} />}
          {question && <QuestionForm question={question} />}
        </section>
        {previewed && <Preview content={later.content} />}
      </div>
      {publishing && checked && (
        <PublishDialog
          id={id}
          number={read.data.number}
          current={current}
          checked={checked}
          close={() => setPublishing(false)}
          published={published}
        />
      )}
    </BenchContext>
  )
}
