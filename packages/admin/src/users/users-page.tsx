import type { User } from '@essaim/shared/users.ts'
import { Button, Menu } from '@mantine/core'
import { IconDots, IconKey, IconPencil, IconPlus, IconUserOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { useSession } from '../lib/session.ts'
import { useDelegationNames } from '../regional-delegations/queries.ts'
import { StateBadge, Tag } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { roleName } from './labels.ts'
import { users } from './queries.ts'
import { LinkDialog, StateDialog } from './user-actions.tsx'
import { UserDialog } from './user-dialog.tsx'

const route = getRouteApi('/utilisateurs')
type Asked = { what: 'edit' | 'link' | 'state'; user: User } | { what: 'create' }

/** The federation's staff: who they are, what they may do, and where. */
export function UsersPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const session = useSession()
  const delegationNames = useDelegationNames()
  const [asked, setAsked] = useState<Asked | null>(null)
  const close = () => setAsked(null)
  return (
    <Page
      title={t('users.title')}
      lead={<p>{t('users.lead')}</p>}
      actions={
        <Button onClick={() => setAsked({ what: 'create' })} leftSection={<IconPlus size={18} aria-hidden />}>
          {t('user.create')}
        </Button>
      }
    >
      <div className="panel flush">
        <Await query={useQuery(users({ cursor: search.cursor, limit: 50 }))}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={t('list.none.filtered')} />
            ) : (
              <>
                <DataTable
                  caption={t('users.title')}
                  items={items}
                  keyOf={({ id }) => id}
                  columns={[
                    {
                      key: 'name',
                      title: t('user.name'),
                      cell: (user) => (
                        <span className="stacked">
                          <span className="badges">
                            <strong>{user.name}</strong>
                            {user.id === session.user?.id && <Tag>{t('user.you')}</Tag>}
                          </span>
                          <span className="hint">{user.email}</span>
                        </span>
                      ),
                    },
                    {
                      key: 'roles',
                      title: t('user.roles'),
                      cell: ({ roles }) => (
                        <ul className="tags">
                          {roles.map((role) => (
                            <li key={role}>
                              <Tag>{roleName(role)}</Tag>
                            </li>
                          ))}
                        </ul>
                      ),
                    },
                    {
                      key: 'scope',
                      title: t('user.delegations'),
                      wide: true,
                      cell: ({ regional_delegations }) =>
                        regional_delegations.length > 0 ? (
                          delegationNames(regional_delegations)
                        ) : (
                          <span className="unknown">{t('user.everywhere')}</span>
                        ),
                    },
                    {
                      key: 'state',
                      title: t('submission.state'),
                      cell: ({ state }) => (
                        <StateBadge tone={state === 'active' ? 'good' : 'bad'}>{t(`user.state.${state}`)}</StateBadge>
                      ),
                    },
                    { key: 'since', title: t('user.since'), cell: ({ created_at }) => shortDay(created_at) },
                    {
                      key: 'ways',
                      title: t('submission.actions'),
                      hideTitle: true,
                      cell: (user) => (
                        <Menu position="bottom-end">
                          <Menu.Target>
                            <Button
                              size="compact-sm"
                              variant="default"
                              aria-label={t('user.actions', { name: user.name })}
                            >
                              <IconDots size={18} aria-hidden />
                            </Button>
                          </Menu.Target>
                          <Menu.Dropdown>
                            <Menu.Item
                              leftSection={<IconPencil size={16} aria-hidden />}
                              onClick={() => setAsked({ what: 'edit', user })}
                            >
                              {t('action.edit')}
                            </Menu.Item>
                            <Menu.Item
                              leftSection={<IconKey size={16} aria-hidden />}
                              disabled={user.state !== 'active'}
                              onClick={() => setAsked({ what: 'link', user })}
                            >
                              {t('user.link')}
                            </Menu.Item>
                            <Menu.Item
                              leftSection={<IconUserOff size={16} aria-hidden />}
                              onClick={() => setAsked({ what: 'state', user })}
                            >
                              {user.state === 'active' ? t('user.suspend') : t('user.restore')}
                            </Menu.Item>
                          </Menu.Dropdown>
                        </Menu>
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
      {asked?.what === 'create' && <UserDialog known={null} close={close} />}
      {asked?.what === 'edit' && <UserDialog known={asked.user} close={close} />}
      {asked?.what === 'link' && <LinkDialog user={asked.user} close={close} />}
      {asked?.what === 'state' && <StateDialog user={asked.user} close={close} />}
    </Page>
  )
}
