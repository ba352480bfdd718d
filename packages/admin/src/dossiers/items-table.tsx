import type { Dossier, DossierItem } from '@essaim/shared/dossiers.ts'
import { IconArrowDown, IconArrowUp, IconNote, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { innovationTitle } from '../innovations/labels.tsx'
import { t } from '../lib/i18n.ts'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { say } from '../ui/toasts.tsx'
import { Tool } from '../ui/tool.tsx'
import { ConsentBadge, SinceBadge } from './labels.tsx'
import { orderRecords, removeRecord } from './queries.ts'

type Props = { one: Dossier; etag: string | null; writes: boolean; note: (item: DossierItem) => void }

/** The records of a dossier in the order of its papers; of a draft the order is changed here. */
export function ItemsTable({ one, etag, writes, note }: Props) {
  const [busy, setBusy] = useState(false)
  const take = (work: () => Promise<unknown>) => {
    setBusy(true)
    void work()
      .catch((error: Error) => say(error.message))
      .finally(() => setBusy(false))
  }
  const move = (item: DossierItem, by: 1 | -1) => {
    const ids = one.items.map(({ innovation }) => innovation.id)
    const from = item.position - 1
    ids.splice(from + by, 0, ...ids.splice(from, 1))
    take(() => orderRecords(one.id, ids, etag))
  }
  const changes = writes && one.state === 'draft'
  const tools: Column<DossierItem> = {
    key: 'tools',
    title: t('submission.actions'),
    hideTitle: true,
    cell: (item) => {
      const title = innovationTitle(item.innovation)
      return (
        <span className="tools">
          {changes && (
            <>
              <Tool
                icon={IconArrowUp}
                label={t('dossier.up', { title })}
                off={busy || item.position === 1}
                act={() => move(item, -1)}
              />
              <Tool
                icon={IconArrowDown}
                label={t('dossier.down', { title })}
                off={busy || item.position === one.items.length}
                act={() => move(item, 1)}
              />
            </>
          )}
          <Tool icon={IconNote} label={t('dossier.note.edit', { title })} act={() => note(item)} />
          {changes && (
            <Tool
              icon={IconTrash}
              label={t('dossier.remove', { title })}
              off={busy}
              danger
              act={() => take(() => removeRecord(one.id, item.innovation.id, etag))}
            />
          )}
        </span>
      )
    },
  }
  return (
    <DataTable
      caption={t('dossier.records', { count: one.records })}
      items={one.items}
      keyOf={({ innovation }) => innovation.id}
      columns={[...columns(one), ...(writes ? [tools] : [])]}
    />
  )
}

const columns = ({ state }: Dossier): Column<DossierItem>[] => [
  {
    key: 'title',
    title: t('innovation.one'),
    wide: true,
    cell: ({ innovation, position, note }) => (
      <span className="stacked">
        <span>
          {position}.{' '}
          <TextLink to="/fiches/$id" params={{ id: innovation.id }} className="row-link">
            {innovationTitle(innovation)}
          </TextLink>
        </span>
        {note && <span className="hint prose">{note}</span>}
      </span>
    ),
  },
  { key: 'association', title: t('association.one'), cell: ({ association }) => association?.name ?? '' },
  {
    key: 'version',
    title: t('dossier.version'),
    numeric: true,
    cell: ({ version, published_version }) => version ?? published_version ?? '',
  },
  state === 'sent'
    ? {
        key: 'since',
        title: t('dossier.since'),
        cell: ({ since, published_version }) => since && <SinceBadge since={since} version={published_version} />,
      }
    : {
        key: 'consent',
        title: t('dossier.consent'),
        cell: ({ refusal }) => <ConsentBadge refusal={refusal} />,
      },
]
