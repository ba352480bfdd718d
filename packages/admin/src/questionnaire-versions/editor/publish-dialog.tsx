import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useForm } from '../../lib/form.ts'
import { t } from '../../lib/i18n.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { Await } from '../../ui/states.tsx'
import { DifferenceList } from '../difference-list.tsx'
import { difference, publishDraft } from '../queries.ts'
import { type Checked, Findings } from './check-panel.tsx'

type Props = {
  id: string
  number: number
  /** The version that it replaces; none before the first publication. */
  current: number | null
  checked: Checked
  close: () => void
  published: () => void
}

/** Before a version is published: what it changes, what it does to answers, and that one knows. */
export function PublishDialog({ id, number, current, checked, close, published }: Props) {
  const { check } = checked
  const { warnings, moving } = check
  const form = useForm(
    { accepted: false },
    async ({ accepted }) => {
      await publishDraft(id, accepted)
      published()
    },
    ({ accepted }) => (warnings.length > 0 && !accepted ? { accepted: t('publish.accept.needed') } : {}),
  )
  return (
    <FormDialog title={t('publish.title', { number })} close={close} form={form} action={t('publish.do')} size="xl">
      <p>{t('publish.moving', { count: moving })}</p>
      {current !== null && (
        <details open>
          <summary>{t('publish.difference', { number: current })}</summary>
          <Difference id={id} current={current} content={checked.content} />
        </details>
      )}
      {(warnings.length > 0 || check.renamed.length > 0) && <Findings check={check} />}
      {warnings.length > 0 && (
        <Checkbox
          checked={form.values.accepted}
          onChange={({ currentTarget }) => form.set('accepted', currentTarget.checked)}
          label={t('publish.accept')}
          error={form.errors.accepted}
        />
      )}
    </FormDialog>
  )
}

function Difference({ id, current, content }: { id: string; current: number; content: QuestionnaireContent }) {
  const query = useQuery(difference(id, current, 'draft'))
  return <Await query={query}>{(changes) => <DifferenceList changes={changes} content={content} />}</Await>
}
