import type { Dossier } from '@essaim/shared/dossiers.ts'
import { Select, Textarea, TextInput } from '@mantine/core'
import { orNull, useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { changeDossier, createDossier, dossier as one, useRecipientKinds } from './queries.ts'

/** A new dossier, or what a draft says beside its records. */
export function DossierDialog({
  known,
  close,
  done,
}: {
  known?: { dossier: Dossier; etag: string | null }
  close: () => void
  done?: (dossier: Dossier) => unknown
}) {
  const kinds = useRecipientKinds()
  const before = known?.dossier
  const form = useForm(
    {
      title: before?.title ?? '',
      recipient: before?.recipient ?? '',
      recipient_kind: before?.recipient_kind.code ?? '',
      purpose: before?.purpose ?? '',
      introduction: before?.introduction ?? '',
    },
    async ({ title, recipient, recipient_kind, purpose, introduction }) => {
      const body = {
        title: title.trim(),
        recipient: recipient.trim(),
        recipient_kind,
        purpose: orNull(purpose),
        introduction: orNull(introduction),
      }
      const made = known ? await changeDossier(known.dossier.id, body, known.etag) : await createDossier(body)
      say(t(known ? 'dossier.saved' : 'dossier.created', { title: made.title }))
      await done?.(made)
    },
    (values) =>
      Object.fromEntries(
        (['title', 'recipient', 'recipient_kind'] as const).flatMap((name) =>
          values[name].trim() ? [] : [[name, t('form.required')]],
        ),
      ),
  )
  return (
    <FormDialog
      title={t(known ? 'dossier.edit' : 'dossier.create')}
      close={close}
      form={form}
      action={t(known ? 'action.save' : 'dossier.create')}
      size="lg"
      reload={() => {
        if (before) void queryClient.invalidateQueries({ queryKey: one(before.id).queryKey })
        close()
      }}
    >
      <TextInput label={t('dossier.title')} required maxLength={300} data-autofocus {...form.field('title')} />
      <TextInput
        label={t('dossier.recipient')}
        description={t('dossier.recipient.hint')}
        required
        maxLength={500}
        {...form.field('recipient')}
      />
      <Select
        label={t('dossier.kind')}
        description={t('dossier.kind.hint')}
        required
        data={kinds}
        value={form.values.recipient_kind || null}
        onChange={(kind) => form.set('recipient_kind', kind ?? '')}
        error={form.errors.recipient_kind}
        allowDeselect={false}
      />
      <TextInput label={t('dossier.purpose')} maxLength={500} {...form.field('purpose')} />
      <Textarea
        label={t('dossier.introduction')}
        description={t('dossier.introduction.hint')}
        autosize
        minRows={3}
        maxRows={14}
        maxLength={10_000}
        {...form.field('introduction')}
      />
    </FormDialog>
  )
}
