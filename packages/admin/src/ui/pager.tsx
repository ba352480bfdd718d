import { Button } from '@mantine/core'
import { IconArrowBarToLeft, IconArrowRight } from '@tabler/icons-react'
import { number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'

/** Where one is in a list, said aloud when it changes, and the way on. The cursor stands in the address, so Back goes back. */
export function Pager({
  shown,
  total,
  next,
  cursor,
  go,
}: {
  shown: number
  total?: number | undefined
  next: string | null
  cursor: string | undefined
  go: (cursor: string | undefined) => void
}) {
  return (
    <div className="pager">
      <p role="status">
        {total === undefined
          ? t('list.shown', { count: shown, more: next ? 'yes' : 'no' })
          : t('list.shown.of', { count: shown, total: number(total) })}
      </p>
      <div className="pager-ways">
        {cursor && (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconArrowBarToLeft size={16} aria-hidden />}
            onClick={() => go(undefined)}
          >
            {t('list.first')}
          </Button>
        )}
        {next && (
          <Button
            variant="default"
            size="sm"
            rightSection={<IconArrowRight size={16} aria-hidden />}
            onClick={() => go(next)}
          >
            {t('list.next')}
          </Button>
        )}
      </div>
    </div>
  )
}
