import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { Dialog, FormDialog } from '../ui/dialog.tsx'
import { TextLink } from '../ui/links.tsx'
import { DossierDialog } from './dossier-dialog.tsx'
import { addRecords, dossiers } from './queries.ts'

type Outcome = { dossier: string; title: string; added: number; refusals: string[] }

/** Puts records into a draft, which is chosen or begun here; whoever is refused is told with the reason. */
export function AddingDialog({ ids, close }: { ids: string[]; close: () => void }) {
  const drafts = useQuery(dossiers({ state: ['draft'], limit: 200 })).data?.items
  const [beginning, setBeginning] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const add = async (dossier: string, title: string) =>
    setOutcome({ dossier, title, ...(await addRecords(dossier, ids)) })
  const form = useForm(
    { dossier: '' },
    async ({ dossier }) => add(dossier, drafts?.find(({ id }) => id === dossier)?.title ?? ''),
    ({ dossier }) => (dossier ? {} : { dossier: t('form.required') }),
  )
  if (outcome) return <Added outcome={outcome} close={close} />
  if (beginning) return <DossierDialog close={() => setBeginning(false)} done={({ id, title }) => add(id, title)} />
  return (
    <FormDialog
      title={t('dossier.add', { count: ids.length })}
      close={close}
      form={{
        ...form,
        submit: async () => {
          // what became of each is told before the dialog closes
          await form.submit()
          return false
        },
      }}
      action={t('dossier.add.do')}
      disabled={drafts?.length === 0}
    >
      <Button variant="default" data-autofocus onClick={() => setBeginning(true)}>
        {t('dossier.add.new')}
      </Button>
      {drafts?.length === 0 ? (
        <p>{t('dossier.add.no-draft')}</p>
      ) : (
        <Select
          label={t('dossier.one')}
          required
          data={(drafts ?? []).map(({ id, title, reference }) => ({ value: id, label: `${reference} – ${title}` }))}
          value={form.values.dossier || null}
          onChange={(id) => form.set('dossier', id ?? '')}
          error={form.errors.dossier}
          searchable
          allowDeselect={false}
          nothingFoundMessage={t('filter.nothing')}
        />
      )}
    </FormDialog>
  )
}

function Added({ outcome: { dossier, title, added, refusals }, close }: { outcome: Outcome; close: () => void }) {
  return (
    <Dialog title={t('dossier.added.title')} opened close={close}>
      <div className="form" role="status">
        <p>{t('dossier.added', { count: added, title })}</p>
        {refusals.length > 0 && (
          <div className="notice warn">
            <div>
              <p>{t('dossier.added.refused', { count: refusals.length })}</p>
              <ul>
                {refusals.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            </div>
          </div>
        )}
        <div className="form-actions">
          <TextLink to="/dossiers/$id" params={{ id: dossier }}>
            {t('dossier.open')}
          </TextLink>
          <Button onClick={close}>{t('action.close')}</Button>
        </div>
      </div>
    </Dialog>
  )
}
