import type { Dossier, DossierItem } from '@essaim/shared/dossiers.ts'
import { Textarea } from '@mantine/core'
import { innovationTitle } from '../innovations/labels.tsx'
import { orNull, useForm } from '../lib/form.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { deleteDossier, dossier, noteRecord, sendDossier } from './queries.ts'

const reread = (id: string) => queryClient.invalidateQueries({ queryKey: dossier(id).queryKey })

/** What sending means, before it is done: nothing of it can be taken back. */
export function SendingDialog({ one, close }: { one: Dossier; close: () => void }) {
  const form = useForm({}, async () => {
    const sent = await sendDossier(one.id).catch(async (error: Error) => {
      // what stands in its way is marked on the page as well
      await reread(one.id)
      throw error
    })
    say(t('dossier.now-sent', { title: sent.title }))
  })
  return (
    <FormDialog title={t('dossier.send')} close={close} form={form} action={t('dossier.send.do')}>
      <p>{t('dossier.send.explained', { count: one.records })}</p>
      <p className="dialog-subject">{one.title}</p>
      <p>
        {one.recipient}
        <br />
        <span className="hint">{labelOf(one.recipient_kind.label)}</span>
      </p>
    </FormDialog>
  )
}

/** Takes a draft away. */
export function DeletionDialog({
  dossier: one,
  etag,
  close,
  done,
}: {
  dossier: Dossier
  etag: string | null
  close: () => void
  done: () => void
}) {
  const form = useForm({}, async () => {
    await deleteDossier(one.id, etag)
    say(t('dossier.deleted', { title: one.title }))
    done()
  })
  return (
    <FormDialog
      title={t('dossier.delete')}
      close={close}
      form={form}
      action={t('dossier.delete')}
      danger
      reload={() => {
        void reread(one.id)
        close()
      }}
    >
      <p>{t('dossier.delete.explained')}</p>
      <p className="dialog-subject">{one.title}</p>
    </FormDialog>
  )
}

/** What staff want to remember of a record in this dossier. */
export function NoteDialog({
  dossier: one,
  etag,
  item,
  close,
}: {
  dossier: Dossier
  etag: string | null
  item: DossierItem
  close: () => void
}) {
  const form = useForm({ note: item.note ?? '' }, async ({ note }) => {
    await noteRecord(one.id, item.innovation.id, orNull(note), etag)
  })
  return (
    <FormDialog
      title={t('dossier.note')}
      close={close}
      form={form}
      action={t('action.save')}
      reload={() => {
        void reread(one.id)
        close()
      }}
    >
      <p className="dialog-subject">{innovationTitle(item.innovation)}</p>
      <Textarea
        label={t('dossier.note')}
        description={t('dossier.note.hint')}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={2000}
        data-autofocus
        {...form.field('note')}
      />
    </FormDialog>
  )
}
