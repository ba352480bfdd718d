import { Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { ago } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { LastPulled } from './last-pulled.tsx'
import { createPartner, partners } from './queries.ts'

const route = getRouteApi('/partenaires')

/** The federations and scripts that call the API as themselves. */
export function PartnersPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [creating, setCreating] = useState(false)
  return (
    <Page
      title={t('partners.title')}
      lead={<p>{t('partners.lead')}</p>}
      actions={
        <Button onClick={() => setCreating(true)} leftSection={<IconPlus size={18} aria-hidden />}>
          {t('partner.create')}
        </Button>
      }
    >
      <div className="panel flush">
        <Await query={useQuery(partners({ cursor: search.cursor, limit: 50 }))}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={t('partners.none')}>
                <p>{t('partners.none.detail')}</p>
              </Empty>
            ) : (
              <>
                <DataTable
                  caption={t('partners.title')}
                  items={items}
                  keyOf={({ id }) => id}
                  columns={[
                    {
                      key: 'name',
                      title: t('partner.one'),
                      wide: true,
                      cell: ({ id, name }) => (
                        <TextLink to="/partenaires/$id" params={{ id }} className="row-link">
                          {name}
                        </TextLink>
                      ),
                    },
                    {
                      key: 'keys',
                      title: t('partner.keys.live'),
                      numeric: true,
                      cell: ({ keys }) =>
                        keys.filter(({ revoked_at, expires_at }) => !revoked_at && Date.parse(expires_at) > Date.now())
                          .length,
                    },
                    {
                      key: 'used',
                      title: t('key.last-used'),
                      cell: ({ keys }) => {
                        const last = keys
                          .flatMap(({ last_used_at }) => last_used_at ?? [])
                          .sort()
                          .at(-1)
                        return last ? ago(last) : <span className="unknown">{t('key.never-used')}</span>
                      },
                    },
                    {
                      key: 'pull',
                      title: t('partner.last-pull'),
                      cell: ({ last_pull }) => <LastPulled pull={last_pull} />,
                    },
                    {
                      key: 'state',
                      title: t('submission.state'),
                      cell: ({ state }) => (
                        <StateBadge tone={state === 'active' ? 'good' : 'bad'}>
                          {t(`partner.state.${state}`)}
                        </StateBadge>
                      ),
                    },
                  ]}
                />
                <Pager
                  shown={items.length}
                  total={total}
                  next={next}
                  cursor={search.cursor}
                  go={(cursor) => void navigate({ search: { cursor } })}
                />
              </>
            )
          }
        </Await>
      </div>
      {creating && (
        <PartnerDialog
          close={() => setCreating(false)}
          created={(id) => void navigate({ to: '/partenaires/$id', params: { id } })}
        />
      )}
    </Page>
  )
}

function PartnerDialog({ close, created }: { close: () => void; created: (id: string) => void }) {
  const form = useForm(
    { name: '' },
    async ({ name }) => {
      const made = await createPartner(name.trim())
      say(t('partner.created', { name: made.name }))
      created(made.id)
    },
    ({ name }) => (name.trim() ? {} : { name: t('form.required') }),
  )
  return (
    <FormDialog title={t('partner.create')} close={close} form={form} action={t('partner.create')}>
      <TextInput
        label={t('partner.name')}
        description={t('partner.name.hint')}
        required
        maxLength={200}
        data-autofocus
        {...form.field('name')}
      />
    </FormDialog>
  )
}
