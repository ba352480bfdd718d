import { ROLES } from '@essaim/shared/actors.ts'
import type { SavedView } from '@essaim/shared/saved-views.ts'
import { Button, Select, TextInput } from '@mantine/core'
import { IconBookmarkPlus, IconPencil, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import type { QueueSearch } from '../searches.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { roleNames } from '../users/labels.ts'
import { changeView, dropView, saveView } from './saved-views.ts'

/** Keeps what is filtered as a view, new or in place of another; changes or drops the one that is shown. */
export function ViewTools({
  search,
  kept,
  shown,
  nameable,
}: {
  search: QueueSearch
  kept: readonly SavedView[]
  shown: SavedView | undefined
  nameable: boolean
}) {
  // once it is saved, what the address shows is a view, while the dialog is still about what it was before
  const [saving, setSaving] = useState<Pick<SavingProps, 'shown' | 'replaceable'> | null>(null)
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
          onClick={() => setSaving({ shown: undefined, replaceable: kept.filter(({ writable }) => writable) })}
        >
          {t('views.save')}
        </Button>
      )}
      {shown?.writable && (
        <>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => setSaving({ shown, replaceable: [] })}
          >
            {t('views.edit')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            className="danger"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => void drop(shown)}
          >
            {t('views.drop')}
          </Button>
        </>
      )}
      {saving && <Saving search={search} {...saving} close={() => setSaving(null)} />}
    </>
  )
}

type SavingProps = {
  search: QueueSearch
  shown: SavedView | undefined
  /** The views that may take these filters in place of their own. */
  replaceable: readonly SavedView[]
  close: () => void
}

function Saving({ search, shown, replaceable, close }: SavingProps) {
  const form = useForm(
    { view: shown?.id ?? '', name: shown?.name ?? '', shared_with: shown?.shared_with ?? '' },
    async ({ view, name, shared_with }) => {
      const facts = { name: name.trim(), shared_with: (shared_with || null) as SavedView['shared_with'] }
      if (view) await changeView(view, facts, search)
      else await saveView(facts, search)
      say(t('views.saved', { name: facts.name }))
    },
    ({ name }) => (name.trim() ? {} : { name: t('views.name.required') }),
  )
  // a view that is brought up to date keeps its name and its readers, unless they are changed here
  const replace = (id: string) => {
    const view = replaceable.find((one) => one.id === id)
    form.set('view', id)
    form.set('name', view?.name ?? '')
    form.set('shared_with', view?.shared_with ?? '')
  }
  const whom = [
    { value: '', label: t('views.shared.nobody') },
    { value: 'all', label: t('views.shared.all') },
    ...ROLES.map((role) => ({ value: role, label: roleNames([role]) })),
  ]
  return (
    <FormDialog title={t(shown ? 'views.edit' : 'views.save')} close={close} form={form} action={t('action.save')}>
      {replaceable.length > 0 && (
        <Select
          label={t('views.as')}
          data={[
            { value: '', label: t('views.as.new') },
            ...replaceable.map(({ id, name }) => ({ value: id, label: t('views.as.replacing', { name }) })),
          ]}
          value={form.values.view}
          allowDeselect={false}
          onChange={(view) => replace(view ?? '')}
        />
      )}
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
