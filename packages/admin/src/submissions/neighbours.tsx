import type { SubmissionCard } from '@essaim/shared/submissions.ts'
import { Button } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import type { QueueSearch } from '../searches.ts'
import { say } from '../ui/toasts.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { queued } from './queries.ts'

export type Neighbourhood = {
  items: readonly SubmissionCard[]
  before: string | undefined
  after: string | undefined
  go: (id: string | undefined) => void
  /** To the next one that nobody else works on, on the next page of the list if need be. */
  goOn: () => Promise<void>
}

/** The list that one came from, and what stands before and after the submission in it. */
export function useNeighbourhood(id: string, search: QueueSearch): Neighbourhood {
  const navigate = useNavigate()
  const page = useQuery(queued(search)).data
  const items = page?.items ?? []
  const listed = items.map((item) => item.id)
  // A decision may take this one out of its list: the order that one came with holds until one leaves.
  const order = useRef<string[]>([])
  if (listed.includes(id)) order.current = listed
  const at = order.current.indexOf(id)
  const isFree = (one: string) => {
    const claim = items.find((item) => item.id === one)?.claim
    return !claim || claim.mine
  }
  const open = (to: string, there = search) =>
    void navigate({ to: '/reponses/$id', params: { id: to }, search: there, resetScroll: true })
  return {
    items,
    before: at < 0 ? undefined : order.current[at - 1],
    after: at < 0 ? listed[0] : order.current[at + 1],
    go: (to) => to && open(to),
    goOn: async () => {
      const next = (at < 0 ? listed : order.current.slice(at + 1)).find(isFree)
      if (next) return open(next)
      const there = page?.next ? { ...search, cursor: page.next } : undefined
      const further =
        there && (await queryClient.fetchQuery(queued(there))).items.find(({ claim }) => !claim || claim.mine)
      if (there && further) return open(further.id, there)
      say(t('list.end'))
    },
  }
}

/** The ways to the submissions before and after this one, without going back to the list. */
export function Neighbours({ before, after, go, goOn }: Neighbourhood) {
  useShortcuts({ j: () => go(after), k: () => go(before), n: () => void goOn() })
  return (
    <div className="neighbours">
      <Button
        variant="default"
        onClick={() => go(before)}
        disabled={!before}
        leftSection={<IconChevronLeft size={16} aria-hidden />}
      >
        {t('submission.before')}
      </Button>
      <Button
        variant="default"
        data-next
        onClick={() => go(after)}
        disabled={!after}
        rightSection={<IconChevronRight size={16} aria-hidden />}
      >
        {t('submission.after')}
      </Button>
    </div>
  )
}
