import { BUILT_IN_VIEWS } from '@essaim/shared/saved-views.ts'
import type { SubmissionCard, SubmissionTransition } from '@essaim/shared/submissions.ts'
import { IconPlus, IconTableExport } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { t } from '../lib/i18n.ts'
import { useSession } from '../lib/session.ts'
import type { QueueSearch } from '../searches.ts'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { SaveButton } from '../ui/save-button.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { focusedRow, focusRow, moveInList, useShortcuts } from '../ui/use-shortcuts.ts'
import { AssignmentDialog } from './assignment.tsx'
import { BulkBar, Refusals, titlesOf } from './bulk-bar.tsx'
import { DecisionDialog } from './decision.tsx'
import { claimSubmissions, exportOf, type Outcomes, queued } from './queries.ts'
import { QueueFilters } from './queue-filters.tsx'
import { QueueTable } from './queue-table.tsx'
import { QueueViews } from './queue-views.tsx'
import { ShortcutsHelp } from './shortcuts-help.tsx'
import { isFiltered, isView, moderates, searchOf } from './views.ts'

const route = getRouteApi('/reponses')

/** The queue: every filter stands in the address, so that a link, a reload and Back show the same. */
export function QueuePage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const query = useQuery({ ...queued(search), staleTime: 1_000, placeholderData: keepPreviousData })
  const filter = (change: Partial<QueueSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false })
  const triage = useTriage(query.data?.items ?? [])
  const filtered = isFiltered(search)
  const ours = isView(search, searchOf(BUILT_IN_VIEWS.ours))
  return (
    <Page
      title={t('submissions.title')}
      lead={t('submissions.lead')}
      actions={
        <>
          <SaveButton path={exportOf(search)} name="reponses.csv" icon={<IconTableExport size={16} aria-hidden />}>
            {t('submissions.export')}
          </SaveButton>
          {moderates(user) && (
            <ButtonLink to="/reponses/nouvelle" leftSection={<IconPlus size={18} aria-hidden />}>
              {t('submission.create')}
            </ButtonLink>
          )}
        </>
      }
    >
      <QueueViews search={search} />
      <QueueFilters search={search} filter={filter} />
      <div className="panel flush" aria-busy={query.isPending || query.isPlaceholderData}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={ours ? t('queue.none-ours') : filtered ? t('list.none.filtered') : t('submissions.none')}>
                {filtered ? (
                  <TextLink to="/reponses" search={{}}>
                    {ours ? t('queue.see-all') : t('filter.reset')}
                  </TextLink>
                ) : (
                  <p>{t('submissions.none.detail')}</p>
                )}
              </Empty>
            ) : (
              <>
                <QueueTable
                  items={items}
                  search={search}
                  picked={moderates(user) ? triage.picked : null}
                  pick={triage.pick}
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
      <BulkBar
        picked={[...triage.picked.values()]}
        decide={triage.decide}
        claim={triage.claim}
        assign={triage.assign}
        clear={triage.clear}
      />
      {triage.dialogs}
      <ShortcutsHelp
        acts={['move', 'open', 'pick', 'claim', 'assign', 'endorse', 'accept', 'request_changes', 'reject', 'help']}
      />
    </Page>
  )
}

/** What is picked and what is decided on it, with the pointer or with single keys. */
function useTriage(items: readonly SubmissionCard[]) {
  const { user } = useSession()
  const [picked, setPicked] = useState<ReadonlyMap<string, SubmissionCard>>(new Map())
  const [asked, setAsked] = useState<{ transition: SubmissionTransition; cards: SubmissionCard[] } | null>(null)
  const [assigned, setAssigned] = useState<SubmissionCard[]>([])
  const [refused, setRefused] = useState<{ outcomes: Outcomes; titles: Map<string, string> } | null>(null)
  const pick = useCallback((cards: readonly SubmissionCard[], on: boolean) => {
    setPicked((before) => {
      const after = new Map(before)
      for (const card of cards) on ? after.set(card.id, card) : after.delete(card.id)
      return after
    })
  }, [])
  // those that are picked, else the one that the focus is in
  const meant = (): SubmissionCard[] => {
    if (picked.size > 0) return [...picked.values()]
    const id = focusedRow()
    return items.filter((item) => item.id === id)
  }
  const decideOn = (transition: SubmissionTransition) => {
    const cards = meant()
    if (cards.some(({ transitions }) => transitions.includes(transition))) setAsked({ transition, cards })
  }
  const learn = (cards: readonly SubmissionCard[], outcomes: Outcomes) => {
    const left = outcomes.filter(({ status }) => status !== 200).map(({ id }) => id)
    // what was refused stays picked, to be looked at
    setPicked((before) => new Map([...before].filter(([id]) => left.includes(id))))
    if (left.length > 0) setRefused({ outcomes, titles: titlesOf(cards) })
    else focusRow(after(items, cards))
  }
  const claim = async () => {
    const cards = meant()
    if (cards.length === 0) return
    try {
      const outcomes = await claimSubmissions(cards.map(({ id }) => id))
      const taken = outcomes.filter(({ status }) => status === 200).length
      if (taken > 0) say(t('claim.taken', { count: taken }))
      learn(cards, outcomes)
    } catch (error) {
      say((error as Error).message)
    }
  }
  const assign = () => setAssigned(meant())
  useShortcuts({
    j: () => moveInList(1),
    k: () => moveInList(-1),
    x: () => {
      const card = items.find(({ id }) => id === focusedRow())
      if (card) pick([card], !picked.has(card.id))
    },
    m: () => void claim(),
    ...(moderates(user) && { s: assign }),
    e: () => decideOn('endorse'),
    a: () => decideOn('accept'),
    c: () => decideOn('request_changes'),
    r: () => decideOn('reject'),
  })
  return {
    picked,
    pick,
    clear: () => setPicked(new Map()),
    decide: decideOn,
    claim: () => void claim(),
    assign,
    dialogs: (
      <>
        {asked && (
          <DecisionDialog
            subjects={asked.cards}
            transition={asked.transition}
            close={() => setAsked(null)}
            done={(outcomes) => learn(asked.cards, outcomes)}
          />
        )}
        {assigned.length > 0 && (
          <AssignmentDialog
            subjects={assigned}
            close={() => setAssigned([])}
            done={(outcomes) => learn(assigned, outcomes)}
          />
        )}
        {refused && <Refusals {...refused} close={() => setRefused(null)} />}
      </>
    ),
  }
}

/** The row that follows the last of these in the list, else the one before the first. */
function after(items: readonly SubmissionCard[], cards: readonly SubmissionCard[]): string | undefined {
  const places = cards.map(({ id }) => items.findIndex((item) => item.id === id)).filter((place) => place >= 0)
  if (places.length === 0) return undefined
  return (items[Math.max(...places) + 1] ?? items[Math.min(...places) - 1])?.id
}
