import { HELP_STATES, type HelpRequest } from '@essaim/shared/help-requests.ts'
import { Button } from '@mantine/core'
import { IconCircleCheck, IconHelpCircle } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { ago, day, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { StateBadge } from '../ui/badge.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { helpRequests, noteAnswered } from './queries.ts'

const route = getRouteApi('/aides')

/** What respondents need help with; the delegation answers as it likes, and says here that it has. */
export function HelpRequestsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const [asked, setAsked] = useState<HelpRequest | null>(null)
  const query = useQuery({
    ...helpRequests({ ...search, limit: 50, count: 'exact' }),
    placeholderData: keepPreviousData,
  })
  const writes = hasRole(user, 'moderator', 'delegate')
  return (
    <Page title={t('help.title')} lead={<p>{t('help.lead')}</p>}>
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<HelpRequest['state']>
          states={HELP_STATES}
          name={(state) => t(`help.state.${state}`)}
          value={search.state}
          change={(state) => void navigate({ search: { state }, resetScroll: false })}
        />
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={search.state ? t('list.none.filtered') : t('help.none')}>
                {!search.state && <p>{t('help.none.detail')}</p>}
              </Empty>
            ) : (
              <>
                <DataTable
                  caption={t('help.title')}
                  items={items}
                  keyOf={({ id }) => id}
                  columns={columns(writes ? setAsked : null)}
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
      {asked && <Answered one={asked} close={() => setAsked(null)} />}
    </Page>
  )
}

function columns(ask: ((one: HelpRequest) => void) | null): Column<HelpRequest>[] {
  return [
    {
      key: 'association',
      title: t('association.one'),
      cell: ({ association: { id, name }, contact }) => (
        <span className="stacked">
          <TextLink to="/associations/$id" params={{ id }} className="row-link">
            {name}
          </TextLink>
          {contact?.name && <span className="hint">{contact.name}</span>}
        </span>
      ),
    },
    {
      key: 'message',
      title: t('help.message'),
      wide: true,
      cell: ({ message, submission_id }) => (
        <span className="stacked">
          <span className="prose">{message}</span>
          {submission_id && (
            <TextLink to="/reponses/$id" params={{ id: submission_id }}>
              {t('help.submission')}
            </TextLink>
          )}
        </span>
      ),
    },
    {
      key: 'telephone',
      title: t('association.telephone'),
      cell: ({ telephone }) =>
        telephone ? (
          <a className="link digits" href={`tel:${telephone.replaceAll(/[^\d+]/g, '')}`}>
            {telephone}
          </a>
        ) : (
          <span className="unknown">{t('value.unknown')}</span>
        ),
    },
    {
      key: 'created',
      title: t('help.asked'),
      cell: ({ created_at }) => (
        <time dateTime={created_at} title={instant(created_at)}>
          {ago(created_at)}
        </time>
      ),
    },
    {
      key: 'state',
      title: t('submission.state'),
      cell: ({ state, answered_at }) => (
        <span className="stacked">
          <span>
            <StateBadge
              tone={state === 'open' ? 'todo' : 'good'}
              icon={state === 'open' ? IconHelpCircle : IconCircleCheck}
            >
              {t(`help.state.${state}`)}
            </StateBadge>
          </span>
          {answered_at && <span className="hint">{day(answered_at)}</span>}
        </span>
      ),
    },
    ...(ask
      ? [
          {
            key: 'actions',
            title: t('list.actions'),
            hideTitle: true,
            cell: (one: HelpRequest) =>
              one.transitions.includes('answer') ? (
                <Button size="compact-sm" onClick={() => ask(one)}>
                  {t('help.answer')}
                  <span className="sr-only"> {one.association.name}</span>
                </Button>
              ) : null,
          },
        ]
      : []),
  ]
}

function Answered({ one, close }: { one: HelpRequest; close: () => void }) {
  const form = useForm({}, async () => {
    await noteAnswered(one.id)
    say(t('help.answer.done'))
  })
  return (
    <FormDialog title={t('help.answer')} close={close} form={form} action={t('help.answer')}>
      <p>{t('help.answer.explained')}</p>
      <p className="dialog-subject">{one.association.name}</p>
      <p className="prose">{one.message}</p>
    </FormDialog>
  )
}
