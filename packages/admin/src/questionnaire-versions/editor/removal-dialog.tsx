import { useForm } from '../../lib/form.ts'
import { labelOf, t } from '../../lib/i18n.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { isPublished, useBench } from './bench.ts'
import { nameOf } from './outline-tools.tsx'
import { type Chosen, dependentsOf, neighbourOf, removeQuestion, removeSection } from './structure.ts'

/** Before something goes: which questions look at it, and what becomes of answers. */
export function RemovalDialog({ one, close, say }: { one: Chosen; close: () => void; say: (text: string) => void }) {
  const { written, base, edit, choose } = useBench()
  const { content } = written
  const codes =
    one.kind === 'question'
      ? [one.code]
      : (content.sections.find(({ code }) => code === one.code)?.questions.map(({ code }) => code) ?? [])
  const dependents = dependentsOf(content, codes)
  const form = useForm({}, async () => {
    const next = neighbourOf(content, one)
    edit((now) => ({
      ...now,
      content: (one.kind === 'section' ? removeSection : removeQuestion)(now.content, one.code),
    }))
    if (next) choose(next, 'entry')
    say(t('edit.removed'))
  })
  return (
    <FormDialog title={t('edit.remove')} close={close} form={form} action={t('edit.remove')} danger>
      <p className="dialog-subject">{nameOf(content, one)}</p>
      {one.kind === 'section' && <p>{t('edit.removal.questions', { count: codes.length })}</p>}
      {codes.some((code) => isPublished(base, code)) && <p>{t('edit.removal.answers')}</p>}
      {dependents.length > 0 && (
        <div className="notice warn">
          <div>
            <p>{t('edit.removal.dependents')}</p>
            <ul>
              {dependents.map(({ code, label }) => (
                <li key={code}>{labelOf(label)}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </FormDialog>
  )
}
