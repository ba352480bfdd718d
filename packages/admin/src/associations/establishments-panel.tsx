import type { Establishment } from '@essaim/shared/associations.ts'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orNull, useForm } from '../lib/form.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { Tag } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { Panel } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Await } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { CategorySelect } from './category-select.tsx'
import { CommuneSelect } from './commune-select.tsx'
import { placeOf } from './labels.ts'
import { establishments, writeEstablishment } from './queries.ts'

/** The sites of an association. */
export function EstablishmentsPanel({ id, writes }: { id: string; writes: boolean }) {
  const [cursor, setCursor] = useState<string | undefined>()
  const [edited, setEdited] = useState<Establishment | 'new' | null>(null)
  return (
    <Panel
      title={t('establishments.title')}
      flush
      actions={
        writes && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setEdited('new')}
          >
            {t('establishment.create')}
          </Button>
        )
      }
    >
      <Await query={useQuery(establishments(id, cursor))} lines={3}>
        {({ items, next }) =>
          items.length === 0 ? (
            <p className="hint inset">{t('establishments.none')}</p>
          ) : (
            <>
              <DataTable
                caption={t('establishments.title')}
                items={items}
                keyOf={(item) => item.id}
                columns={[
                  {
                    key: 'name',
                    title: t('establishment.name'),
                    wide: true,
                    cell: (item) => (
                      <span className="badges">
                        <span>{item.name}</span>
                        {item.closed && <Tag>{t('establishment.closed')}</Tag>}
                      </span>
                    ),
                  },
                  {
                    key: 'category',
                    title: t('establishment.category'),
                    cell: ({ category }) =>
                      category ? labelOf(category.label) : <span className="unknown">{t('value.unknown')}</span>,
                  },
                  {
                    key: 'finess',
                    title: t('establishment.finess'),
                    cell: ({ finess_et }) =>
                      finess_et ? (
                        <span className="digits">{finess_et}</span>
                      ) : (
                        <span className="unknown">{t('value.unknown')}</span>
                      ),
                  },
                  { key: 'place', title: t('association.place'), cell: placeOf },
                  ...(writes
                    ? [
                        {
                          key: 'edit',
                          title: t('action.edit'),
                          hideTitle: true,
                          cell: (item: Establishment) => (
                            <Button
                              size="compact-sm"
                              variant="default"
                              leftSection={<IconPencil size={14} aria-hidden />}
                              onClick={() => setEdited(item)}
                            >
                              {t('action.edit')}
                              <span className="sr-only"> {item.name}</span>
                            </Button>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
              {(next || cursor) && <Pager shown={items.length} next={next} cursor={cursor} go={setCursor} />}
            </>
          )
        }
      </Await>
      {edited && (
        <EstablishmentDialog association={id} known={edited === 'new' ? null : edited} close={() => setEdited(null)} />
      )}
    </Panel>
  )
}

function EstablishmentDialog({
  association,
  known,
  close,
}: {
  association: string
  known: Establishment | null
  close: () => void
}) {
  const form = useForm(
    {
      name: known?.name ?? '',
      finess_et: known?.finess_et ?? '',
      siret: known?.siret ?? '',
      category: known?.category?.code ?? '',
      address: known?.address ?? '',
      postal_code: known?.postal_code ?? '',
      commune: known?.commune?.code ?? '',
      closed: known?.closed ?? false,
    },
    async ({ name, closed, ...texts }) => {
      await writeEstablishment(association, known?.id ?? null, {
        name: name.trim(),
        closed,
        ...Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, orNull(text)])),
      })
      say(t('establishment.saved', { name }))
    },
    ({ name }) => (name.trim() ? {} : { name: t('form.required') }),
  )
  return (
    <FormDialog
      title={known ? t('establishment.edit') : t('establishment.create')}
      close={close}
      form={form}
      action={t('action.save')}
      size="lg"
    >
      <TextInput label={t('establishment.name')} required maxLength={300} data-autofocus {...form.field('name')} />
      <div className="form-grid">
        <TextInput
          label={t('establishment.finess')}
          description={t('association.finess.hint')}
          maxLength={40}
          {...form.field('finess_et')}
        />
        <TextInput
          label={t('establishment.siret')}
          description={t('establishment.siret.hint')}
          maxLength={40}
          inputMode="numeric"
          {...form.field('siret')}
        />
        <CategorySelect
          value={form.values.category}
          change={(code) => form.set('category', code)}
          error={form.errors.category}
        />
        <TextInput label={t('association.postal-code')} maxLength={10} {...form.field('postal_code')} />
        <TextInput label={t('association.address')} maxLength={500} {...form.field('address')} />
        <CommuneSelect
          label={t('association.commune')}
          value={form.values.commune}
          known={known?.commune ?? null}
          change={(code) => form.set('commune', code)}
          error={form.errors.commune}
        />
      </div>
      <Checkbox
        label={t('establishment.closed')}
        checked={form.values.closed}
        onChange={(event) => form.set('closed', event.currentTarget.checked)}
      />
    </FormDialog>
  )
}
