import type { Invitation } from '@essaim/shared/campaigns.ts'
import { Button } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { day, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { CallDialog } from './call-dialog.tsx'
import { outcomeName, personName } from './labels.ts'
import { calls } from './queries.ts'

/** The calls made for an invitation, the last first, and the next one. */
export function CallsPanel({ one, writes }: { one: Invitation; writes: boolean }) {
  const [noting, setNoting] = useState(false)
  const query = useQuery(calls(one.campaign_id, { invitation: one.id, limit: 200 }))
  const whoWas = (contact: string | null) => {
    const person = one.contacts.find(({ contact_id }) => contact_id !== null && contact_id === contact)
    return person && personName(person)
  }
  return (
    <Panel
      title={t('calls.title')}
      actions={
        writes && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPhone size={16} aria-hidden />}
            onClick={() => setNoting(true)}
          >
            {t('call.note')}
          </Button>
        )
      }
    >
      <Await query={query} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="hint">{t('calls.none')}</p>
          ) : (
            <ol className="timeline">
              {[...items]
                .sort((a, b) => b.called_at.localeCompare(a.called_at))
                .map((call) => (
                  <li key={call.id}>
                    <span className="timeline-what">{outcomeName(call.outcome)}</span>
                    {call.note && <span className="prose">{call.note}</span>}
                    <span className="hint">
                      {[
                        instant(call.called_at),
                        call.called_by?.name,
                        whoWas(call.contact_id),
                        call.next_on && t('call.again', { day: day(call.next_on) }),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </li>
                ))}
            </ol>
          )
        }
      </Await>
      {noting && <CallDialog one={one} close={() => setNoting(false)} />}
    </Panel>
  )
}
