import type { RegionalDelegation } from '@essaim/shared/regional-delegations.ts'
import { Button, MultiSelect, TextInput } from '@mantine/core'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { vocabularyTerms } from '../answers/terms.ts'
import { useForm } from '../lib/form.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Tag } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { changeDelegation, createDelegation, delegation, delegations } from './queries.ts'

/** The regional delegations, each with the départements that it covers, and the départements that none covers. */
export function DelegationsPage() {
  const query = useQuery(delegations())
  const departments = useQuery(vocabularyTerms('departements')).data?.terms ?? []
  const { user } = useSession()
  const [edited, setEdited] = useState<RegionalDelegation | 'new' | null>(null)
  const admin = hasRole(user, 'admin')
  const covered = new Set(query.data?.flatMap((one) => one.departments.map(({ code }) => code)))
  const left = departments.filter(({ code, valid_until }) => !covered.has(code) && !valid_until)
  return (
    <Page
      title={t('delegations.title')}
      lead={<p>{t('delegations.lead')}</p>}
      actions={
        admin && (
          <Button onClick={() => setEdited('new')} leftSection={<IconPlus size={18} aria-hidden />}>
            {t('delegation.create')}
          </Button>
        )
      }
    >
      <div className="panel flush">
        <Await query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t('delegations.none')}>
                <p>{t('delegations.none.detail')}</p>
              </Empty>
            ) : (
              <DataTable
                caption={t('delegations.title')}
                items={items}
                keyOf={({ id }) => id}
                columns={[
                  { key: 'name', title: t('delegation.one'), cell: ({ name }) => <strong>{name}</strong> },
                  { key: 'code', title: t('value.code'), cell: ({ code }) => <code>{code}</code> },
                  {
                    key: 'departments',
                    title: t('delegation.departments'),
                    wide: true,
                    cell: (item) => (
                      <ul className="tags">
                        {item.departments.map(({ code, label }) => (
                          <li key={code}>
                            <Tag>
                              {code} {labelOf(label)}
                            </Tag>
                          </li>
                        ))}
                      </ul>
                    ),
                  },
                  {
                    key: 'ways',
                    title: t('submission.actions'),
                    hideTitle: true,
                    cell: (item) => (
                      <span className="line-actions">
                        <TextLink to="/reponses" search={{ regional_delegation: item.id }}>
                          {t('submissions.title')}
                          <span className="sr-only"> {item.name}</span>
                        </TextLink>
                        {admin && (
                          <Button
                            size="compact-sm"
                            variant="default"
                            leftSection={<IconPencil size={14} aria-hidden />}
                            onClick={() => setEdited(item)}
                          >
                            {t('action.edit')}
                            <span className="sr-only"> {item.name}</span>
                          </Button>
                        )}
                      </span>
                    ),
                  },
                ]}
              />
            )
          }
        </Await>
      </div>
      {query.data && left.length > 0 && (
        <details className="panel">
          <summary>{t('delegations.uncovered', { count: left.length })}</summary>
          <ul className="tags">
            {left.map(({ code, label }) => (
              <li key={code}>
                <Tag>
                  {code} {labelOf(label)}
                </Tag>
              </li>
            ))}
          </ul>
        </details>
      )}
      {edited && (
        <DelegationDialog
          known={edited === 'new' ? null : edited}
          departments={departments.map(({ code, label }) => ({ value: code, label: `${code} ${labelOf(label)}` }))}
          close={() => setEdited(null)}
        />
      )}
    </Page>
  )
}

function DelegationDialog({
  known,
  departments,
  close,
}: {
  known: RegionalDelegation | null
  departments: { value: string; label: string }[]
  close: () => void
}) {
  const form = useForm(
    { code: known?.code ?? '', name: known?.name ?? '', departments: known?.departments.map(({ code }) => code) ?? [] },
    async ({ code, name, departments: chosen }) => {
      if (known)
        await changeDelegation(known.id, { name: name.trim(), departments: chosen }, (await delegation(known.id)).etag)
      else await createDelegation({ code: code.trim(), name: name.trim(), departments: chosen })
      say(t('delegation.saved', { name }))
    },
    ({ code, name }) => ({
      ...(code.trim() ? {} : { code: t('form.required') }),
      ...(name.trim() ? {} : { name: t('form.required') }),
    }),
  )
  return (
    <FormDialog
      title={known ? t('delegation.edit') : t('delegation.create')}
      close={close}
      form={form}
      action={t('action.save')}
      size="lg"
    >
      <TextInput label={t('delegation.name')} required maxLength={200} data-autofocus {...form.field('name')} />
      {!known && (
        <TextInput
          label={t('value.code')}
          description={t('delegation.code.hint')}
          required
          maxLength={80}
          {...form.field('code')}
        />
      )}
      <MultiSelect
        label={t('delegation.departments')}
        description={t('delegation.departments.hint')}
        data={departments}
        value={form.values.departments}
        onChange={(chosen) => form.set('departments', chosen)}
        error={form.errors.departments}
        searchable
        hidePickedOptions
        nothingFoundMessage={t('filter.nothing')}
      />
    </FormDialog>
  )
}
