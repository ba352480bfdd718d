import type { Absence } from '@essaim/shared/absences.ts'
import { Button } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { StateBadge } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Page } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { AbsenceDialog } from './absence-dialog.tsx'
import { absences, deleteAbsence } from './queries.ts'

const today = () => new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' }).format(new Date())

/** Who is away, from when to when, and who stands in: one's own absences to tell of, everybody's to see. */
export function AbsencesPage() {
  const { user } = useSession()
  const [asked, setAsked] = useState<Absence | 'new' | null>(null)
  const mayChange = ({ member }: Absence) => member.id === user?.id || hasRole(user, 'moderator', 'admin')
  return (
    <Page
      title={t('absences.title')}
      lead={<p>{t('absences.lead')}</p>}
      actions={
        hasRole(user, 'delegate', 'moderator', 'admin') && (
          <Button onClick={() => setAsked('new')} leftSection={<IconPlus size={18} aria-hidden />}>
            {t('absence.create')}
          </Button>
        )
      }
    >
      <div className="panel flush">
        <Await query={useQuery(absences())}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t('absences.none')}>
                <p>{t('absences.none.detail')}</p>
              </Empty>
            ) : (
              <DataTable
                caption={t('absences.title')}
                items={items}
                keyOf={({ id }) => id}
                columns={[
                  { key: 'member', title: t('absence.member'), cell: ({ member }) => <strong>{member.name}</strong> },
                  {
                    key: 'days',
                    title: t('absence.days'),
                    cell: ({ starts_on, ends_on }) => t('absence.from-to', { from: day(starts_on), to: day(ends_on) }),
                  },
                  {
                    key: 'stand-in',
                    title: t('absence.stand-in'),
                    wide: true,
                    cell: ({ stand_in }) =>
                      stand_in?.name ?? <span className="unknown">{t('absence.stand-in.none')}</span>,
                  },
                  {
                    key: 'state',
                    title: t('submission.state'),
                    cell: ({ starts_on }) =>
                      starts_on <= today() ? (
                        <StateBadge tone="wait">{t('absence.now')}</StateBadge>
                      ) : (
                        <StateBadge tone="neutral">{t('absence.coming')}</StateBadge>
                      ),
                  },
                  {
                    key: 'ways',
                    title: t('submission.actions'),
                    hideTitle: true,
                    cell: (one) => mayChange(one) && <Ways one={one} edit={() => setAsked(one)} />,
                  },
                ]}
              />
            )
          }
        </Await>
      </div>
      {asked && <AbsenceDialog known={asked === 'new' ? null : asked} close={() => setAsked(null)} />}
    </Page>
  )
}

function Ways({ one, edit }: { one: Absence; edit: () => void }) {
  const drop = useMutation({
    mutationFn: () => deleteAbsence(one.id),
    onSuccess: () => say(t('absence.deleted')),
  })
  return (
    <div className="actions">
      <Button
        size="compact-sm"
        variant="default"
        onClick={edit}
        aria-label={t('absence.edit.of', { name: one.member.name })}
      >
        <IconPencil size={16} aria-hidden />
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        loading={drop.isPending}
        onClick={() => drop.mutate()}
        aria-label={t('absence.delete.of', { name: one.member.name })}
      >
        <IconTrash size={16} aria-hidden />
      </Button>
    </div>
  )
}
