import type { Section } from '@essaim/shared/questionnaires/model.ts'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, useRef } from 'react'
import { labelOf, t } from '../../lib/i18n.ts'
import { useBench } from './bench.ts'
import { OutlineTools } from './outline-tools.tsx'
import { addQuestion, addSection, type Chosen, moveQuestion, moveSection, type Step } from './structure.ts'
import { useRefocus } from './use-refocus.ts'

const keyOf = ({ kind, code }: Chosen) => `${kind}:${code}`

/** The sections and questions in their order; the chosen one is moved, copied and removed here. `faulty`: what is wrong in each. */
export function Outline({ faulty, say }: { faulty: ReadonlyMap<string, number>; say: (text: string) => void }) {
  const { written, chosen, choose, edit } = useBench()
  const { sections } = written.content
  const place = useRef<HTMLElement>(null)
  const refocus = useRefocus(place)
  const open = sections.find(
    ({ code, questions }) =>
      (chosen.kind === 'section' && code === chosen.code) || questions.some((one) => one.code === chosen.code),
  )
  const move = (one: Chosen, step: Step, tool: boolean) => {
    const content = (one.kind === 'section' ? moveSection : moveQuestion)(written.content, one.code, step)
    if (content === written.content) return say(t('edit.moved.edge'))
    edit((now) => ({ ...now, content }))
    const entry = `[data-entry="${keyOf(one)}"]`
    refocus(tool ? `${entry} [data-tool="${step}"]` : `${entry} > .edit-entry`)
    const within =
      one.kind === 'section'
        ? content.sections
        : (content.sections.find(({ questions }) => questions.some(({ code }) => code === one.code))?.questions ?? [])
    say(t('edit.moved', { position: within.findIndex(({ code }) => code === one.code) + 1, count: within.length }))
  }
  const entry = (one: Chosen, label: string, faults: number, extra?: string) => {
    const isChosen = one.kind === chosen.kind && one.code === chosen.code
    const onKeyDown = (event: KeyboardEvent) => {
      const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null
      if (step === null) return
      event.preventDefault()
      if (event.altKey) move(one, step, false)
      else walk(place.current, step)
    }
    return (
      <>
        <button
          type="button"
          className="edit-entry"
          aria-current={isChosen || undefined}
          onClick={() => choose(one)}
          onKeyDown={onKeyDown}
        >
          <span>{label || t('edit.unnamed')}</span>
          {extra && <span className="edit-entry-count">{extra}</span>}
          {faults > 0 && (
            <span className="edit-entry-faults">
              <IconAlertTriangle size={14} aria-hidden />
              {t('edit.faults', { count: faults })}
            </span>
          )}
        </button>
        {isChosen && <OutlineTools one={one} move={(step) => move(one, step, true)} say={say} />}
      </>
    )
  }
  const sum = (section: Section) =>
    section.questions.reduce(
      (total, { code }) => total + (faulty.get(`question:${code}`) ?? 0),
      faulty.get(`section:${section.code}`) ?? 0,
    )
  const addHere = (section: Section) => {
    const after = chosen.kind === 'question' ? chosen.code : null
    const [content, made] = addQuestion(written.content, section.code, after, { fr: t('edit.question.new'), en: null })
    edit((now) => ({ ...now, content }))
    choose(made, 'form')
  }
  const addNext = () => {
    const [content, made] = addSection(written.content, open?.code ?? null, { fr: t('edit.section.new'), en: null })
    edit((now) => ({ ...now, content }))
    choose(made, 'form')
  }
  return (
    <nav className="edit-outline" aria-label={t('edit.outline')} ref={place}>
      <p className="hint">{t('edit.outline.keys')}</p>
      <ol>
        {sections.map((section) => (
          <li key={section.code} data-entry={`section:${section.code}`}>
            {entry(
              { kind: 'section', code: section.code },
              labelOf(section.title),
              section === open ? (faulty.get(`section:${section.code}`) ?? 0) : sum(section),
              String(section.questions.length),
            )}
            {section === open && (
              <>
                <ol>
                  {section.questions.map(({ code, label }) => (
                    <li key={code} data-entry={`question:${code}`}>
                      {entry({ kind: 'question', code }, labelOf(label), faulty.get(`question:${code}`) ?? 0)}
                    </li>
                  ))}
                </ol>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  leftSection={<IconPlus size={15} aria-hidden />}
                  onClick={() => addHere(section)}
                >
                  {t('edit.question.add')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ol>
      <Button variant="default" size="compact-md" leftSection={<IconPlus size={16} aria-hidden />} onClick={addNext}>
        {t('edit.section.add')}
      </Button>
    </nav>
  )
}

/** The arrows go from one entry to the next. */
function walk(place: HTMLElement | null, step: Step): void {
  const entries = [...(place?.querySelectorAll<HTMLElement>('.edit-entry') ?? [])]
  entries[entries.indexOf(document.activeElement as HTMLElement) + step]?.focus()
}
