import { SUCCESSION_STATES, type Succession } from '@essaim/shared/successions.ts'
import { Button } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconClock } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { officeName } from '../associations/labels.ts'
import { useForm } from '../lib/form.ts'
import { ago, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { decideSuccession, successions } from './queries.ts'

const route = getRouteApi('/successions')
type Transition = Succession['transitions'][number]

const LOOKS = {
  proposed: ['todo', IconClock],
  confirmed: ['good', IconCircleCheck],
  refused: ['neutral', IconCircleX],
} as const satisfies Record<Succession['state'], [Tone, unknown]>

/** « Madame Camille Exemple », as the former holder wrote it. */
const successorOf = ({ civility, name }: Succession): string =>
  [civility && t(`civility.${civility}`), name].filter(Boolean).join(' ')

/** Who succeeds whom, as the former holders say; the delegation confirms or refuses. */
export function SuccessionsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const [asked, setAsked] = useState<{ one: Succession; transition: Transition } | null>(null)
  const query = useQuery({
    ...successions({ ...search, limit: 50, count: 'exact' }),
    placeholderData: keepPreviousData,
  })
  const writes = hasRole(user, 'moderator', 'delegate')
  return (
    <Page title={t('successions.title')} lead={<p>{t('successions.lead')}</p>}>
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<Succession['state']>
          states={SUCCESSION_STATES}
          name={(state) => t(`succession.state.${state}`)}
          value={search.state}
          change={(state) => void navigate({ search: { state }, resetScroll: false })}
        />
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={search.state ? t('list.none.filtered') : t('successions.none')}>
                {!search.state && <p>{t('successions.none.detail')}</p>}
              </Empty>
            ) : (
              <>
                <DataTable
                  caption={t('successions.title')}
                  items={items}
                  keyOf={({ id }) => id}
                  columns={columns(writes ? (one, transition) => setAsked({ one, transition }) : null)}
                />
                <Pager
                  shown={items.length}
                  total={total}
                  next={next}
                  cursor={search.cursor}
                  go={(cursor) => void navigate({ search: { ...search, cursor } })}
                />
              </>
            )
          }
        </Await>
      </div>
      {asked && <Decision {...asked} close={() => setAsked(null)} />}
    </Page>
  )
}

function columns(ask: ((one: Succession, transition: Transition) => void) | null): Column<Succession>[] {
  return [
    {
      key: 'association',
      title: t('association.one'),
      cell: ({ association: { id, name } }) => (
        <TextLink to="/associations/$id" params={{ id }} className="row-link">
          {name}
        </TextLink>
      ),
    },
    {
      key: 'office',
      title: t('succession.office'),
      cell: ({ office, former }) => (
        <span className="stacked">
          {officeName(office)}
          {former?.name && <span className="hint">{t('succession.held-by', { name: former.name })}</span>}
        </span>
      ),
    },
    {
      key: 'successor',
      title: t('succession.successor'),
      cell: (one) => (
        <span className="stacked">
          {successorOf(one)}
          <span className="hint">{one.email ?? t('succession.no-address')}</span>
        </span>
      ),
    },
    {
      key: 'created',
      title: t('succession.proposed'),
      cell: ({ created_at }) => (
        <time dateTime={created_at} title={instant(created_at)}>
          {ago(created_at)}
        </time>
      ),
    },
    {
      key: 'state',
      title: t('submission.state'),
      cell: ({ state }) => (
        <StateBadge tone={LOOKS[state][0]} icon={LOOKS[state][1]}>
          {t(`succession.state.${state}`)}
        </StateBadge>
      ),
    },
    ...(ask
      ? [
          {
            key: 'actions',
            title: t('list.actions'),
            hideTitle: true,
            cell: (one: Succession) => (
              <span className="line-actions">
                {one.transitions.map((transition) => (
                  <Button
                    key={transition}
                    size="compact-sm"
                    variant={transition === 'confirm' ? 'filled' : 'default'}
                    onClick={() => ask(one, transition)}
                  >
                    {t(`succession.transition.${transition}`)}
                    <span className="sr-only"> {successorOf(one)}</span>
                  </Button>
                ))}
              </span>
            ),
          },
        ]
      : []),
  ]
}

function Decision({ one, transition, close }: { one: Succession; transition: Transition; close: () => void }) {
  const form = useForm({}, async () => {
    await decideSuccession(one.id, transition)
    say(t(`succession.transition.${transition}.done`, { name: successorOf(one) }))
  })
  return (
    <FormDialog
      title={t(`succession.transition.${transition}`)}
      close={close}
      form={form}
      action={t(`succession.transition.${transition}`)}
    >
      <p className="dialog-subject">
        {t('succession.sentence', {
          name: successorOf(one),
          office: officeName(one.office),
          association: one.association.name,
        })}
      </p>
      <p>{t(`succession.transition.${transition}.explained`, { former: one.former?.name ?? t('value.unknown') })}</p>
      {transition === 'confirm' && !one.email && <p>{t('succession.no-address.detail')}</p>}
    </FormDialog>
  )
}
