import type { ReplyUse } from '@essaim/shared/reply-templates.ts'
import { Button, Menu, ScrollArea } from '@mantine/core'
import { IconMessage2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { t } from '../lib/i18n.ts'
import { replies } from './queries.ts'

/** Words to begin with, filled in for this submission; whoever writes completes them. Nothing where there are none. */
export function ReplyPicker({
  submission,
  uses,
  pick,
}: {
  submission: string
  uses: readonly ReplyUse[]
  pick: (words: string) => void
}) {
  const { data = [] } = useQuery(replies(submission, uses))
  if (data.length === 0) return null
  return (
    <div>
      <Menu position="bottom-start" returnFocus={false}>
        <Menu.Target>
          <Button size="compact-md" variant="default" leftSection={<IconMessage2 size={16} aria-hidden />}>
            {t('reply.pick')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ScrollArea.Autosize mah={320} type="auto">
            {data.map(({ id, name, body }) => (
              <Menu.Item key={id} onClick={() => pick(body)}>
                {name}
              </Menu.Item>
            ))}
          </ScrollArea.Autosize>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
