import { TURNS } from '@essaim/shared/handling.ts'
import { QUEUE_SORTS } from '@essaim/shared/queue.ts'
import { SUBMISSION_STATES, type SubmissionState } from '@essaim/shared/submissions.ts'
import { Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { colleagueName } from '../absences/colleague-name.ts'
import { colleagues } from '../absences/queries.ts'
import { AssociationSelect } from '../associations/association-select.tsx'
import { campaigns } from '../campaigns/queries.ts'
import { t } from '../lib/i18n.ts'
import { useSession } from '../lib/session.ts'
import { DelegationSelect } from '../regional-delegations/delegation-select.tsx'
import type { QueueSearch } from '../searches.ts'
import { clearButton } from '../ui/clear-button.ts'
import { StateFilter } from '../ui/state-filter.tsx'
import { stateName } from './labels.tsx'
import { moderates } from './views.ts'

type Props = { search: QueueSearch; filter: (change: Partial<QueueSearch>) => void }

/** What the queue is narrowed to and in which order; the seldom ones are folded away until they are used. */
export function QueueFilters({ search, filter }: Props) {
  const folded = Boolean(
    search.state || search.regional_delegation || search.association || search.assignee || search.campaign,
  )
  return (
    <search className="filters queue-filters" aria-label={t('filter.title')}>
      <div className="filters-row">
        <Words value={search.q} change={(q) => filter({ q })} />
        <Select
          label={t('turn.title')}
          placeholder={t('filter.all.f')}
          data={TURNS.map((turn) => ({ value: turn, label: t(`turn.${turn}`) }))}
          value={search.turn?.length === 1 ? (search.turn[0] ?? null) : null}
          onChange={(turn) => filter({ turn: turn ? [turn as (typeof TURNS)[number]] : undefined, ours: undefined })}
          clearable
          clearButtonProps={clearButton()}
        />
        <Select
          label={t('sort.title')}
          data={QUEUE_SORTS.map((sort) => ({
            value: sort,
            label: t(sort === 'title' ? 'sort.by-title' : `sort.${sort}`),
          }))}
          value={search.sort ?? 'updated'}
          allowDeselect={false}
          onChange={(sort) => filter({ sort: sort === 'updated' ? undefined : (sort as (typeof QUEUE_SORTS)[number]) })}
        />
      </div>
      <details className="more-filters" open={folded || undefined}>
        <summary>{t('filter.more')}</summary>
        <StateFilter<SubmissionState>
          states={SUBMISSION_STATES}
          name={stateName}
          value={search.state}
          change={(state) => filter({ state })}
        />
        <div className="filters-row">
          <DelegationSelect
            value={search.regional_delegation}
            change={(regional_delegation) => filter({ regional_delegation })}
          />
          <AssociationSelect
            label={t('association.one')}
            placeholder={t('filter.all.f')}
            value={search.association}
            change={(association) => filter({ association })}
          />
          <CampaignSelect value={search.campaign} change={(campaign) => filter({ campaign })} />
          <AssigneeSelect
            value={search.assignee?.[0]}
            change={(who) => filter({ assignee: who ? [who] : undefined })}
          />
        </div>
      </details>
    </search>
  )
}

/** Words to look for, once they are written: with Enter, or by leaving the field. */
function Words({ value, change }: { value: string | undefined; change: (value: string | undefined) => void }) {
  const [text, setText] = useState(value ?? '')
  useEffect(() => setText(value ?? ''), [value])
  const ask = (event?: FormEvent) => {
    event?.preventDefault()
    const words = text.trim() || undefined
    if (words !== value) change(words)
  }
  return (
    <form onSubmit={ask}>
      <TextInput
        type="search"
        label={t('queue.search')}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => ask()}
        leftSection={<IconSearch size={16} aria-hidden />}
      />
    </form>
  )
}

/** Oneself, nobody, or a colleague by name: those who moderate know who they are. */
function AssigneeSelect({ value, change }: { value: string | undefined; change: (value: string | undefined) => void }) {
  const { user } = useSession()
  const others = useQuery({ ...colleagues(), enabled: moderates(user) }).data ?? []
  const shown = value === user?.id ? 'me' : (value ?? null)
  const known = [
    { value: 'me', label: t('assignee.me') },
    { value: 'none', label: t('assignee.none') },
    ...others.filter(({ id }) => id !== user?.id).map((one) => ({ value: one.id, label: colleagueName(one) })),
  ]
  // of an address that somebody sent: who it names may be nobody that one can choose
  const isKnown = shown === null || known.some((one) => one.value === shown)
  return (
    <Select
      label={t('assignee.title')}
      placeholder={t('filter.all')}
      data={isKnown ? known : [...known, { value: shown, label: t('assignee.other') }]}
      value={shown}
      onChange={(chosen) => change(chosen ?? undefined)}
      searchable
      clearable
      clearButtonProps={clearButton()}
      nothingFoundMessage={t('filter.nothing')}
    />
  )
}

function CampaignSelect({ value, change }: { value: string | undefined; change: (value: string | undefined) => void }) {
  const items = useQuery(campaigns({ limit: 100 })).data?.items ?? []
  return (
    <Select
      label={t('campaign.one')}
      placeholder={t('filter.all')}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      value={value ?? null}
      onChange={(chosen) => change(chosen ?? undefined)}
      searchable
      clearable
      clearButtonProps={clearButton()}
      nothingFoundMessage={t('filter.nothing')}
    />
  )
}
