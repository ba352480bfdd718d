import { ROLES } from '@essaim/shared/actors.ts'
import type { SavedView } from '@essaim/shared/saved-views.ts'
import { Button, Select, TextInput } from '@mantine/core'
import { IconBookmarkPlus, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import type { QueueSearch } from '../searches.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { roleNames } from '../users/labels.ts'
import { dropView, saveView } from './saved-views.ts'

/** Keeps what is filtered as a view, or drops the one that is shown. */
export function ViewTools({
  search,
  shown,
  nameable,
}: {
  search: QueueSearch
  shown: SavedView | undefined
  nameable: boolean
}) {
  const [saving, setSaving] = useState(false)
  const navigate = useNavigate()
  const drop = async ({ id, name }: SavedView) => {
    try {
      await dropView(id)
      say(t('views.dropped', { name }))
      await navigate({ to: '/reponses', search: {} })
    } catch (error) {
      say((error as Error).message)
    }
  }
  return (
    <>
      {nameable && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconBookmarkPlus size={16} aria-hidden />}
          onClick={() => setSaving(true)}
        >
          {t('views.save')}
        </Button>
      )}
      {shown?.writable && (
        <Button
          size="compact-sm"
          variant="default"
          className="danger"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => void drop(shown)}
        >
          {t('views.drop')}
        </Button>
      )}
      {saving && <Saving search={search} close={() => setSaving(false)} />}
    </>
  )
}

function Saving({ search, close }: { search: QueueSearch; close: () => void }) {
  const form = useForm(
    { name: '', shared_with: '' },
    async ({ name, shared_with }) => {
      await saveView(name.trim(), search, (shared_with || null) as SavedView['shared_with'])
      say(t('views.saved', { name: name.trim() }))
    },
    ({ name }) => (name.trim() ? {} : { name: t('views.name.required') }),
  )
  const whom = [
    { value: '', label: t('views.shared.nobody') },
    { value: 'all', label: t('views.shared.all') },
    ...ROLES.map((role) => ({ value: role, label: roleNames([role]) })),
  ]
  return (
    <FormDialog
      title={t('views.save')}
      close={close}
      submit={form.submit}
      busy={form.busy}
      failure={form.failure}
      action={t('action.save')}
    >
      <TextInput label={t('views.name')} required maxLength={80} data-autofocus {...form.field('name')} />
      <Select
        label={t('views.shared')}
        data={whom}
        value={form.values.shared_with}
        allowDeselect={false}
        onChange={(value) => form.set('shared_with', value ?? '')}
      />
    </FormDialog>
  )
}
