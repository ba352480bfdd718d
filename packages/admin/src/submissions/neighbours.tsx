import { Button } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import type { Query } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { queued } from './queries.ts'

/** The submissions before and after this one in the list that one came from, without going back to it. */
export function Neighbours({ id, search }: { id: string; search: Query }) {
  const navigate = useNavigate()
  const listed = useQuery(queued(search)).data?.items.map((item) => item.id) ?? []
  // A decision may take this one out of its list: the order that one came with holds until one leaves.
  const order = useRef<string[]>([])
  if (listed.includes(id)) order.current = listed
  const at = order.current.indexOf(id)
  const go = (to: string | undefined) => to && void navigate({ to: '/reponses/$id', params: { id: to }, search })
  const [before, after] = at < 0 ? [undefined, listed[0]] : [order.current[at - 1], order.current[at + 1]]
  useShortcuts({ j: () => go(after), k: () => go(before) })
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
