import { ROLES, type Role } from '@essaim/shared/actors.ts'
import type { User } from '@essaim/shared/users.ts'
import { Checkbox, MultiSelect, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { delegations } from '../regional-delegations/queries.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { roleName } from './labels.ts'
import { changeUser, createUser } from './queries.ts'

/** Someone of the staff: name, address, roles, delegations, password. */
export function UserDialog({ known, close }: { known: User | null; close: () => void }) {
  const { data = [] } = useQuery(delegations())
  const form = useForm(
    {
      name: known?.name ?? '',
      email: known?.email ?? '',
      password: '',
      roles: (known?.roles ?? ['delegate']) as Role[],
      regional_delegations: known?.regional_delegations ?? [],
    },
    async ({ name, email, password, roles, regional_delegations }) => {
      const facts = {
        name: name.trim(),
        email: email.trim(),
        roles,
        regional_delegations,
        ...(password ? { password } : {}),
      }
      if (known) await changeUser(known.id, facts)
      else await createUser(facts)
      say(t('user.saved', { name }))
    },
    ({ name, email, roles, password }) => ({
      ...(name.trim() ? {} : { name: t('form.required') }),
      ...(email.trim() ? {} : { email: t('form.required') }),
      ...(roles.length > 0 ? {} : { roles: t('user.roles.missing') }),
      ...(password && password.length < 12 ? { password: t('user.password.short') } : {}),
    }),
  )
  return (
    <FormDialog
      title={known ? t('user.edit') : t('user.create')}
      close={close}
      form={form}
      action={t('action.save')}
      size="lg"
    >
      <TextInput
        label={t('user.name')}
        required
        maxLength={200}
        autoComplete="off"
        data-autofocus
        {...form.field('name')}
      />
      <TextInput
        label={t('user.email')}
        type="email"
        required
        maxLength={254}
        autoComplete="off"
        {...form.field('email')}
      />
      <PasswordInput
        label={known ? t('user.password.new') : t('user.password')}
        description={known ? t('user.password.new.hint') : t('user.password.hint')}
        maxLength={256}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signin.password.show'), tabIndex: 0, 'aria-hidden': false }}
        {...form.field('password')}
      />
      <Checkbox.Group
        label={t('user.roles')}
        required
        value={form.values.roles}
        onChange={(roles) => form.set('roles', roles as Role[])}
        error={form.errors.roles}
      >
        <div className="radios">
          {ROLES.map((role) => (
            <Checkbox key={role} value={role} label={roleName(role)} description={t(`role.${role}.hint`)} />
          ))}
        </div>
      </Checkbox.Group>
      {form.values.roles.includes('delegate') && (
        <MultiSelect
          label={t('user.delegations')}
          description={t('user.delegations.hint')}
          data={data.map(({ id, name }) => ({ value: id, label: name }))}
          value={form.values.regional_delegations}
          onChange={(chosen) => form.set('regional_delegations', chosen)}
          error={form.errors.regional_delegations}
          searchable
          hidePickedOptions
          nothingFoundMessage={t('filter.nothing')}
        />
      )}
    </FormDialog>
  )
}
