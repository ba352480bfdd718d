import type { Dossier, DossierItem } from '@essaim/shared/dossiers.ts'
import { Button } from '@mantine/core'
import { IconPencil, IconSend, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { EventList } from '../events/event-list.tsx'
import { instant } from '../lib/format.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Facts } from '../ui/facts.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { SaveButton } from '../ui/save-button.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { DeletionDialog, NoteDialog, SendingDialog } from './dialogs.tsx'
import { DossierDialog } from './dossier-dialog.tsx'
import { ItemsTable } from './items-table.tsx'
import { DossierBadge } from './labels.tsx'
import { dossier } from './queries.ts'

const route = getRouteApi('/dossiers/$id')
const FORMATS = ['pdf', 'docx', 'csv'] as const
type Asked = 'editing' | 'sending' | 'deleting' | { noting: DossierItem }

/** One dossier: what it says, its records in their order, its papers, and its sending. */
export function DossierPage() {
  const { id } = route.useParams()
  const query = useQuery(dossier(id))
  const one = query.data?.data
  const { user } = useSession()
  const navigate = route.useNavigate()
  const [asked, setAsked] = useState<Asked | null>(null)
  const writes = hasRole(user, 'moderator')
  const known = query.data && { dossier: query.data.data, etag: query.data.etag }
  const close = () => setAsked(null)
  return (
    <Page
      key={id}
      title={one?.title ?? t('dossier.one')}
      crumbs={[{ to: '/dossiers', label: t('dossiers.title') }]}
      lead={
        one && (
          <>
            <DossierBadge state={one.state} />
            <span>{one.reference}</span>
          </>
        )
      }
      actions={
        one?.transitions.includes('send') && (
          <Button
            disabled={one.records === 0}
            onClick={() => setAsked('sending')}
            leftSection={<IconSend size={18} aria-hidden />}
          >
            {t('dossier.send')}
          </Button>
        )
      }
    >
      <Await query={query} lines={12}>
        {({ data, etag }) => (
          <div className="reading">
            <div className="reading-main">
              <Standing one={data} />
              <Panel
                title={t('dossier.records', { count: data.records })}
                flush
                actions={
                  writes &&
                  data.state === 'draft' && (
                    <ButtonLink
                      to="/fiches"
                      search={{ state: ['published'], consents_to: data.recipient_kind.code }}
                      variant="default"
                    >
                      {t('dossier.find-records')}
                    </ButtonLink>
                  )
                }
              >
                {data.items.length === 0 ? (
                  <Empty title={t('dossier.empty')}>
                    <p>{t('dossier.empty.detail')}</p>
                  </Empty>
                ) : (
                  <ItemsTable one={data} etag={etag} writes={writes} note={(noting) => setAsked({ noting })} />
                )}
              </Panel>
            </div>
            <aside className="reading-side" aria-label={t('dossier.side')}>
              <Papers one={data} />
              <Panel title={t('submission.facts')}>
                <Facts items={factsOf(data)} />
                {writes && data.state === 'draft' && (
                  <div className="actions">
                    <Button
                      fullWidth
                      variant="default"
                      leftSection={<IconPencil size={16} aria-hidden />}
                      onClick={() => setAsked('editing')}
                    >
                      {t('action.edit')}
                    </Button>
                    <Button
                      fullWidth
                      variant="default"
                      className="danger"
                      leftSection={<IconTrash size={16} aria-hidden />}
                      onClick={() => setAsked('deleting')}
                    >
                      {t('dossier.delete')}
                    </Button>
                  </div>
                )}
              </Panel>
              {hasRole(user, 'admin') && (
                <Panel title={t('events.title')}>
                  <EventList query={{ subject_kind: 'dossier', subject_id: id, limit: 8 }} compact />
                </Panel>
              )}
            </aside>
          </div>
        )}
      </Await>
      {known && asked === 'editing' && <DossierDialog known={known} close={close} />}
      {known && asked === 'sending' && <SendingDialog one={known.dossier} close={close} />}
      {known && asked === 'deleting' && (
        <DeletionDialog {...known} close={close} done={() => void navigate({ to: '/dossiers' })} />
      )}
      {known && typeof asked === 'object' && asked && <NoteDialog {...known} item={asked.noting} close={close} />}
    </Page>
  )
}

/** What keeps a draft from being sent, or what became of what was sent. */
function Standing({ one }: { one: Dossier }) {
  if (one.state === 'draft')
    return one.refused > 0 ? <p className="notice warn">{t('dossier.refused.long', { count: one.refused })}</p> : null
  const changed = one.records - (one.since?.unchanged ?? 0)
  return changed > 0 ? <p className="notice info">{t('dossier.changed.long', { count: changed })}</p> : null
}

function Papers({ one }: { one: Dossier }) {
  return (
    <Panel title={t('dossier.papers')}>
      <p className="hint">{t(one.state === 'sent' ? 'dossier.papers.sent' : 'dossier.papers.draft')}</p>
      <div className="actions">
        {FORMATS.map((format) => (
          <SaveButton
            key={format}
            fullWidth
            path={`/v1/dossiers/${one.id}/papers?format=${format}`}
            name={`${one.reference} – ${one.title}.${format}`}
          >
            {t(`dossier.papers.${format}`)}
          </SaveButton>
        ))}
      </div>
    </Panel>
  )
}

const factsOf = (one: Dossier): [string, ReactNode][] => [
  [t('dossier.recipient'), one.recipient],
  [t('dossier.kind'), labelOf(one.recipient_kind.label)],
  [t('dossier.audience'), t(`dossier.audience.${one.audience}`)],
  [t('dossier.purpose'), one.purpose],
  [t('dossier.introduction'), one.introduction && <span className="prose">{one.introduction}</span>],
  [t('dossier.created-by'), one.created_by?.name],
  ...(one.state === 'sent'
    ? ([
        [t('dossier.sent-on'), instant(one.sent_at)],
        [t('dossier.sent-by'), one.sent_by?.name],
        [
          t('dossier.sha256'),
          <code key="sha256" className="prose">
            {one.sha256}
          </code>,
        ],
      ] as [string, ReactNode][])
    : []),
]
