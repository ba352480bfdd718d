import { REPLY_USES, REPLY_VARIABLES, type ReplyTemplate, type ReplyUse } from '@essaim/shared/reply-templates.ts'
import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { removeTemplate, saveTemplate } from './queries.ts'

/** A template, new or changed; what was written with it stays as it is. */
export function TemplateDialog({ known, close }: { known: ReplyTemplate | null; close: () => void }) {
  const form = useForm(
    { use: (known?.use ?? 'message') as ReplyUse, name: known?.name ?? '', body: known?.body ?? '' },
    async ({ use, name, body }) => {
      await saveTemplate(known, { use, name: name.trim(), body: body.trim() })
      say(t('reply.saved', { name }))
    },
    ({ name, body }) => ({
      ...(name.trim() ? {} : { name: t('form.required') }),
      ...(body.trim() ? {} : { body: t('form.required') }),
    }),
  )
  return (
    <FormDialog
      title={known ? t('reply.edit') : t('reply.create')}
      close={close}
      form={form}
      action={t('action.save')}
      size="lg"
    >
      <NativeSelect
        label={t('reply.use')}
        data={REPLY_USES.map((use) => ({ value: use, label: t(`reply.use.${use}`) }))}
        {...form.field('use')}
      />
      <TextInput label={t('reply.name')} required maxLength={120} data-autofocus {...form.field('name')} />
      <Textarea
        label={t('reply.body')}
        description={t('reply.body.hint')}
        required
        autosize
        minRows={7}
        maxRows={16}
        maxLength={4000}
        {...form.field('body')}
      />
      <dl className="variables">
        {REPLY_VARIABLES.map((name) => (
          <div key={name}>
            <dt>
              <code>{`{{${name}}}`}</code>
            </dt>
            <dd>{t(`reply.variable.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </FormDialog>
  )
}

/** Asks before a template goes. */
export function RemovalDialog({ template, close }: { template: ReplyTemplate; close: () => void }) {
  const form = useForm({}, async () => {
    await removeTemplate(template)
    say(t('reply.removed', { name: template.name }))
  })
  return (
    <FormDialog title={t('reply.remove')} close={close} form={form} action={t('reply.remove')} danger>
      <p>{t('reply.remove.explained')}</p>
      <p className="dialog-subject">{template.name}</p>
    </FormDialog>
  )
}
