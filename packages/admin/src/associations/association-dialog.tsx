import type { Association } from '@essaim/shared/associations.ts'
import { NumberInput, TextInput } from '@mantine/core'
import { dayFrom, orNull, useForm } from '../lib/form.ts'
import { shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { CommuneSelect } from './commune-select.tsx'
import { association, changeAssociation, createAssociation } from './queries.ts'

const TEXTS = [
  'short_name',
  'siren',
  'rna',
  'finess_ej',
  'address',
  'postal_code',
  'telephone',
  'email',
  'website',
] as const
const DAYS = ['joined_on', 'left_on'] as const

/** The facts of an association, new or known; only what was changed is sent. */
export function AssociationDialog({
  known,
  etag = null,
  close,
  created,
}: {
  known?: Association
  etag?: string | null
  close: () => void
  created?: (id: string) => void
}) {
  const start = {
    name: known?.name ?? '',
    commune: known?.commune?.code ?? '',
    headcount: (known?.headcount ?? '') as number | string,
    ...(Object.fromEntries(TEXTS.map((name) => [name, known?.[name] ?? ''])) as Record<(typeof TEXTS)[number], string>),
    joined_on: shortDay(known?.joined_on),
    left_on: shortDay(known?.left_on),
  }
  const form = useForm(
    start,
    async (values) => {
      const body = {
        name: values.name.trim(),
        commune: orNull(values.commune),
        headcount: values.headcount === '' ? null : Number(values.headcount),
        ...Object.fromEntries(TEXTS.map((name) => [name, orNull(values[name])])),
        ...Object.fromEntries(DAYS.map((name) => [name, dayFrom(values[name])])),
      }
      const changed = Object.fromEntries(
        Object.entries(body).filter(
          ([name]) => values[name as keyof typeof values] !== start[name as keyof typeof start],
        ),
      )
      if (known) {
        if (Object.keys(changed).length > 0) await changeAssociation(known.id, changed, etag)
        say(t('association.saved', { name: body.name }))
      } else {
        const made = await createAssociation({ ...changed, name: body.name })
        say(t('association.created', { name: made.name }))
        created?.(made.id)
      }
    },
    (values) => ({
      ...(values.name.trim() ? {} : { name: t('form.required') }),
      ...Object.fromEntries(
        DAYS.filter((name) => dayFrom(values[name]) === undefined).map((name) => [name, t('form.day.bad')]),
      ),
    }),
  )
  const reload = () => {
    if (known) void queryClient.invalidateQueries({ queryKey: association(known.id).queryKey })
    close()
  }
  return (
    <FormDialog
      title={known ? t('association.edit') : t('association.create')}
      close={close}
      form={form}
      action={t('action.save')}
      size="xl"
      reload={reload}
    >
      {known && <p className="hint">{t('association.edit.hint')}</p>}
      <TextInput label={t('association.name')} required maxLength={300} data-autofocus {...form.field('name')} />
      <div className="form-grid">
        <TextInput label={t('association.short-name')} maxLength={100} {...form.field('short_name')} />
        <TextInput
          label={t('association.siren')}
          description={t('association.siren.hint')}
          maxLength={40}
          inputMode="numeric"
          {...form.field('siren')}
        />
        <TextInput
          label={t('association.rna')}
          description={t('association.rna.hint')}
          maxLength={40}
          {...form.field('rna')}
        />
        <TextInput
          label={t('association.finess-ej')}
          description={t('association.finess.hint')}
          maxLength={40}
          {...form.field('finess_ej')}
        />
        <TextInput label={t('association.address')} maxLength={500} {...form.field('address')} />
        <TextInput
          label={t('association.postal-code')}
          maxLength={10}
          inputMode="numeric"
          {...form.field('postal_code')}
        />
        <CommuneSelect
          label={t('association.commune')}
          value={form.values.commune}
          known={known?.commune ?? null}
          change={(code) => form.set('commune', code)}
          error={form.errors.commune}
        />
        <TextInput label={t('association.telephone')} type="tel" maxLength={40} {...form.field('telephone')} />
        <TextInput label={t('association.email')} type="email" maxLength={254} {...form.field('email')} />
        <TextInput
          label={t('association.website')}
          type="url"
          maxLength={500}
          placeholder="https://"
          {...form.field('website')}
        />
        <NumberInput
          label={t('association.headcount')}
          min={0}
          hideControls
          allowDecimal={false}
          value={form.values.headcount}
          onChange={(value) => form.set('headcount', value)}
          error={form.errors.headcount}
        />
        <TextInput
          label={t('association.joined')}
          placeholder={t('form.day.hint')}
          maxLength={10}
          {...form.field('joined_on')}
        />
        <TextInput
          label={t('association.left')}
          placeholder={t('form.day.hint')}
          maxLength={10}
          {...form.field('left_on')}
        />
      </div>
    </FormDialog>
  )
}
