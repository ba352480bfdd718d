import { INVITATION_STATES, type Invitation, type InvitationState } from '@essaim/shared/campaigns.ts'
import { ASSOCIATION_SIZES } from '@essaim/shared/participation.ts'
import { Button, Checkbox, Select } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { AssociationSelect } from '../associations/association-select.tsx'
import { InvitationBadge, invitationStateName } from '../campaigns/labels.tsx'
import { campaign, invitations } from '../campaigns/queries.ts'
import { TermSelect } from '../campaigns/term-select.tsx'
import { shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { DelegationSelect } from '../regional-delegations/delegation-select.tsx'
import { clearButton } from '../ui/clear-button.ts'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { ReminderDialog } from './reminder-dialog.tsx'

const route = getRouteApi('/campagnes/$id/invitations')

/** The list behind every figure; who is chosen here may be reminded, after a look at whom that would reach. */
export function InvitationsPage() {
  const { id } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const [chosen, setChosen] = useState<string[]>([])
  const [reminding, setReminding] = useState(false)
  const one = useQuery(campaign(id)).data
  const query = useQuery({
    ...invitations(id, { ...search, limit: 100, count: 'exact' }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) => {
    setChosen([])
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false })
  }
  const writes = hasRole(user, 'moderator', 'delegate')
  const { cursor: _, ...criteria } = search
  const filtered = Object.values(criteria).some(Boolean)
  return (
    <Page
      title={t('invitations.title')}
      crumbs={[
        { to: '/campagnes', label: t('campaigns.title') },
        { to: `/campagnes/${id}`, label: one?.name ?? t('campaign.one') },
      ]}
      lead={<p>{t('invitations.lead')}</p>}
      actions={
        writes && (
          <Button
            disabled={chosen.length === 0}
            onClick={() => setReminding(true)}
            leftSection={<IconMail size={18} aria-hidden />}
          >
            {t('reminder.of', { count: chosen.length })}
          </Button>
        )
      }
    >
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<InvitationState>
          states={INVITATION_STATES}
          name={invitationStateName}
          value={search.state}
          change={(state) => filter({ state })}
        />
        <div className="filters-row">
          <DelegationSelect
            value={search.regional_delegation}
            change={(regional_delegation) => filter({ regional_delegation })}
          />
          <TermSelect
            vocabulary="fields"
            label={t('field.one')}
            value={search.field}
            change={(field) => filter({ field })}
          />
          <TermSelect
            vocabulary="essms-categories"
            label={t('participation.category')}
            value={search.category}
            change={(category) => filter({ category })}
          />
          <TermSelect
            vocabulary="regions"
            label={t('participation.region')}
            value={search.region}
            change={(region) => filter({ region })}
          />
          <Select
            label={t('participation.size')}
            placeholder={t('filter.all')}
            data={ASSOCIATION_SIZES.map((size) => ({ value: size, label: t(`size.${size}`) }))}
            value={search.size ?? null}
            onChange={(size) => filter({ size: ASSOCIATION_SIZES.find((known) => known === size) })}
            clearable
            clearButtonProps={clearButton()}
          />
          <AssociationSelect
            label={t('association.one')}
            placeholder={t('filter.all.f')}
            value={search.association}
            change={(association) => filter({ association })}
          />
        </div>
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={filtered ? t('list.none.filtered') : t('invitations.none')}>
                {filtered ? (
                  <TextLink to="/campagnes/$id/invitations" params={{ id }} search={{}}>
                    {t('filter.reset')}
                  </TextLink>
                ) : (
                  <p>{t('invitations.none.detail')}</p>
                )}
              </Empty>
            ) : (
              <>
                {writes && (
                  <p className="inset">
                    <Checkbox
                      label={t('invitations.choose-all')}
                      checked={items.every((item) => chosen.includes(item.id))}
                      indeterminate={chosen.length > 0 && !items.every((item) => chosen.includes(item.id))}
                      onChange={(event) => setChosen(event.currentTarget.checked ? items.map((item) => item.id) : [])}
                    />
                  </p>
                )}
                <DataTable
                  caption={t('invitations.title')}
                  items={items}
                  keyOf={(item) => item.id}
                  columns={columns(writes, chosen, setChosen)}
                />
                <Pager
                  shown={items.length}
                  total={total}
                  next={next}
                  cursor={search.cursor}
                  go={(cursor) => {
                    setChosen([])
                    void navigate({ search: { ...search, cursor } })
                  }}
                />
              </>
            )
          }
        </Await>
      </div>
      {reminding && (
        <ReminderDialog
          campaign={id}
          title={t('reminder.of', { count: chosen.length })}
          selection={{ invitations: chosen }}
          close={() => setReminding(false)}
        />
      )}
    </Page>
  )
}

function columns(writes: boolean, chosen: string[], choose: (ids: string[]) => void): Column<Invitation>[] {
  const mark: Column<Invitation> = {
    key: 'chosen',
    title: t('reminder.one'),
    hideTitle: true,
    cell: ({ id, association }) => (
      <Checkbox
        aria-label={t('invitation.choose', { name: association.name })}
        checked={chosen.includes(id)}
        onChange={() => choose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])}
      />
    ),
  }
  return [
    {
      key: 'association',
      title: t('association.one'),
      wide: true,
      cell: ({ id, campaign_id, association }) => (
        <TextLink
          to="/campagnes/$id/invitations/$invitation"
          params={{ id: campaign_id, invitation: id }}
          className="row-link"
        >
          {association.name}
        </TextLink>
      ),
    },
    {
      key: 'delegation',
      title: t('delegation.one'),
      cell: ({ regional_delegation }) => regional_delegation?.name ?? t('delegation.headquarters'),
    },
    { key: 'state', title: t('submission.state'), cell: ({ state }) => <InvitationBadge state={state} /> },
    {
      key: 'reachable',
      title: t('invitation.reachable'),
      cell: ({ reachable }) => t(reachable ? 'value.yes' : 'value.no'),
    },
    { key: 'sent', title: t('invitation.sent'), cell: ({ sent_at }) => shortDay(sent_at) },
    { key: 'handed-in', title: t('invitation.handed-in'), cell: ({ handed_in_at }) => shortDay(handed_in_at) },
    ...(writes ? [mark] : []),
  ]
}
