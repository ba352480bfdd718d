import type { Invitation, InvitationState } from '@essaim/shared/campaigns.ts'
import { Button, Checkbox } from '@mantine/core'
import { IconPhone, IconPrinter } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { officeName } from '../associations/labels.ts'
import { InvitationBadge, invitationStateName, OWING } from '../campaigns/labels.tsx'
import { campaign, invitations } from '../campaigns/queries.ts'
import { day, shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { DelegationSelect } from '../regional-delegations/delegation-select.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { CallDialog } from './call-dialog.tsx'
import { outcomeName, personName } from './labels.ts'

const route = getRouteApi('/campagnes/$id/appels')

/** Whom to call: those who still owe an answer, with their numbers and what the last call gave; made to be printed. */
export function CallsPage() {
  const { id } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const [noted, setNoted] = useState<Invitation | null>(null)
  const one = useQuery(campaign(id)).data
  const { due, state = [...OWING], ...rest } = search
  const query = useQuery({
    ...invitations(id, { ...rest, state, call_due: due ? true : undefined, limit: 200, count: 'exact' }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false })
  const writes = hasRole(user, 'moderator', 'delegate')
  return (
    <Page
      title={t('calls.list')}
      crumbs={[
        { to: '/campagnes', label: t('campaigns.title') },
        { to: `/campagnes/${id}`, label: one?.name ?? t('campaign.one') },
      ]}
      lead={
        <>
          <p className="screen-only">{t('calls.lead')}</p>
          <p className="print-only">
            {one?.name} – {day(new Date().toISOString())}
          </p>
        </>
      }
      actions={
        <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
          {t('calls.print')}
        </Button>
      }
    >
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<InvitationState>
          states={OWING}
          name={invitationStateName}
          value={search.state}
          change={(chosen) => filter({ state: chosen })}
        />
        <div className="filters-row">
          <DelegationSelect
            value={search.regional_delegation}
            change={(regional_delegation) => filter({ regional_delegation })}
          />
          <Checkbox
            label={t('calls.due')}
            checked={Boolean(due)}
            onChange={(event) => filter({ due: event.currentTarget.checked ? 'true' : undefined })}
          />
        </div>
      </search>
      <div className="panel flush call-list" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={t('calls.nobody')} />
            ) : (
              <>
                <DataTable
                  caption={t('calls.list')}
                  items={items}
                  keyOf={(item) => item.id}
                  columns={columns(writes ? setNoted : null)}
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
      {noted && <CallDialog one={noted} close={() => setNoted(null)} />}
    </Page>
  )
}

const dial = (telephone: string | null) =>
  telephone && (
    <a className="link digits" href={`tel:${telephone.replaceAll(/[^\d+]/g, '')}`}>
      {telephone}
    </a>
  )

function columns(note: ((one: Invitation) => void) | null): Column<Invitation>[] {
  return [
    {
      key: 'association',
      title: t('association.one'),
      cell: ({ id, campaign_id, association, regional_delegation, telephone }) => (
        <span className="stacked">
          <TextLink
            to="/campagnes/$id/invitations/$invitation"
            params={{ id: campaign_id, invitation: id }}
            className="row-link"
          >
            {association.name}
          </TextLink>
          <span className="hint">{regional_delegation?.name ?? t('delegation.headquarters')}</span>
          {dial(telephone)}
        </span>
      ),
    },
    {
      key: 'people',
      title: t('invitation.people'),
      cell: ({ contacts }) => (
        <span className="stacked">
          {contacts
            .filter(({ ended }) => !ended)
            .map((person) => (
              <span key={person.participant_id} className="stacked call-person">
                <span>
                  {personName(person)}
                  {person.name && person.office && <span className="hint"> – {officeName(person.office)}</span>}
                </span>
                {dial(person.telephone)}
              </span>
            ))}
        </span>
      ),
    },
    { key: 'state', title: t('submission.state'), cell: ({ state }) => <InvitationBadge state={state} /> },
    {
      key: 'last',
      title: t('calls.last'),
      cell: ({ last_call, next_call_on }) => (
        <span className="stacked">
          {last_call ? (
            <>
              <span>
                {outcomeName(last_call.outcome)} <span className="hint">({shortDay(last_call.called_at)})</span>
              </span>
              {last_call.note && <span className="hint">{last_call.note}</span>}
            </>
          ) : (
            <span className="hint">{t('calls.never')}</span>
          )}
          {next_call_on && <strong>{t('call.again', { day: shortDay(next_call_on) })}</strong>}
        </span>
      ),
    },
    {
      key: 'note',
      title: t('calls.notes'),
      hideTitle: true,
      cell: (one) =>
        note && (
          <Button
            size="compact-sm"
            variant="default"
            className="screen-only"
            leftSection={<IconPhone size={14} aria-hidden />}
            onClick={() => note(one)}
          >
            {t('call.note')}
            <span className="sr-only"> {one.association.name}</span>
          </Button>
        ),
    },
  ]
}
