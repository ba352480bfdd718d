import { NOTICE_KINDS, type NoticeKind, PACES, type Pace } from '@essaim/shared/notifications.ts'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { Page, Panel } from '../ui/page.tsx'
import { Await, Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { choosePace, settings } from './queries.ts'

/** How one is mailed what happens; each choice holds at once. */
export function NotificationSettingsPage() {
  const query = useQuery(settings)
  const [failure, setFailure] = useState<Error | null>(null)
  return (
    <Page
      title={t('notifications.settings.title')}
      lead={<p>{t('notifications.settings.lead')}</p>}
      crumbs={[{ to: '/notifications', label: t('notifications.title') }]}
    >
      <Panel title={t('notifications.settings.mail')}>
        <Refused error={failure} />
        <Await query={query}>
          {({ data, etag }) => {
            const choose = async (kind: NoticeKind, pace: Pace) => {
              setFailure(null)
              try {
                await choosePace(kind, pace, etag)
                say(t('notifications.settings.saved'))
              } catch (error) {
                setFailure(error as Error)
                await queryClient.invalidateQueries({ queryKey: settings.queryKey })
              }
            }
            return (
              <div className="paces">
                {NOTICE_KINDS.map((kind) => (
                  <NativeSelect
                    key={kind}
                    label={t(`notice.kind.${kind}`)}
                    data={PACES.map((pace) => ({ value: pace, label: t(`notifications.pace.${pace}`) }))}
                    value={data[kind]}
                    onChange={({ currentTarget: { value } }) => void choose(kind, value as Pace)}
                  />
                ))}
              </div>
            )
          }}
        </Await>
      </Panel>
    </Page>
  )
}
