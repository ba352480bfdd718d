import type { Absence } from '@essaim/shared/absences.ts'
import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { colleagueName } from './colleague-name.ts'
import { changeAbsence, colleagues, createAbsence } from './queries.ts'

/** The days of an absence, and who stands in; whose it is, where headquarters says it for somebody. */
export function AbsenceDialog({ known, close }: { known: Absence | null; close: () => void }) {
  const { user } = useSession()
  const { data = [] } = useQuery(colleagues())
  const form = useForm(
    {
      member: known?.member.id ?? user?.id ?? '',
      stand_in: known?.stand_in?.id ?? '',
      starts_on: known?.starts_on ?? '',
      ends_on: known?.ends_on ?? '',
    },
    async ({ member, stand_in, starts_on, ends_on }) => {
      const facts = { stand_in: stand_in || null, starts_on, ends_on }
      if (known) await changeAbsence(known.id, facts)
      else await createAbsence({ member, ...facts })
      say(t('absence.saved'))
    },
    ({ starts_on, ends_on }) => ({
      ...(starts_on ? {} : { starts_on: t('form.required') }),
      ...(ends_on ? {} : { ends_on: t('form.required') }),
      ...(starts_on && ends_on && ends_on < starts_on ? { ends_on: t('absence.days.reversed') } : {}),
    }),
  )
  const people = data.map((one) => ({ value: one.id, label: colleagueName(one) }))
  return (
    <FormDialog
      title={known ? t('absence.edit') : t('absence.create')}
      close={close}
      form={form}
      action={t('action.save')}
    >
      {!known && hasRole(user, 'moderator', 'admin') && (
        <Select
          label={t('absence.member')}
          data={people}
          value={form.values.member}
          onChange={(member) => form.set('member', member ?? '')}
          error={form.errors.member}
          allowDeselect={false}
          searchable
          nothingFoundMessage={t('filter.nothing')}
        />
      )}
      <TextInput label={t('absence.starts-on')} type="date" required data-autofocus {...form.field('starts_on')} />
      <TextInput
        label={t('absence.ends-on')}
        description={t('absence.ends-on.hint')}
        type="date"
        required
        {...form.field('ends_on')}
      />
      <Select
        label={t('absence.stand-in')}
        description={t('absence.stand-in.hint')}
        placeholder={t('absence.stand-in.none')}
        data={people.filter(({ value }) => value !== form.values.member)}
        value={form.values.stand_in || null}
        onChange={(stand_in) => form.set('stand_in', stand_in ?? '')}
        error={form.errors.stand_in}
        clearable
        searchable
        nothingFoundMessage={t('filter.nothing')}
      />
    </FormDialog>
  )
}
