import type { BackupState } from '@essaim/shared/backups.ts'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ago, instant, size } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Facts } from '../ui/facts.tsx'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { backupState } from './queries.ts'

/** How old the last backup is, and what would be lost beyond it. */
export function BackupPanel() {
  return (
    <Panel title={t('backup.title')}>
      <Await query={useQuery(backupState())} lines={3}>
        {(state) => (
          <>
            <Alarm state={state} />
            {state.last && <Facts items={factsOf(state)} />}
          </>
        )}
      </Await>
    </Panel>
  )
}

/** The same, where the day begins: said only when backups that were made are not any more. */
export function BackupAlarm() {
  const { data } = useQuery(backupState())
  return data?.last ? <Alarm state={data} /> : null
}

function Alarm({ state: { last, late, archive } }: { state: BackupState }) {
  const said = [
    last === null && t('backup.none'),
    last !== null && late && t('backup.late', { ago: ago(last.at) }),
    archive?.failing_since && t('backup.failing', { ago: ago(archive.failing_since) }),
  ].filter((line) => typeof line === 'string')
  if (said.length === 0) return null
  return (
    <div className="notice warn" role="status">
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <p className="notice-title">{t('backup.alarm')}</p>
        {said.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </div>
  )
}

function factsOf({ last, archive }: BackupState): [string, string | null][] {
  if (last === null) return []
  const facts: [string, string | null][] = [
    [t('backup.last'), `${instant(last.at)} (${ago(last.at)})`],
    [t('backup.verified'), last.verified_at ? instant(last.verified_at) : t('backup.verified.never')],
  ]
  if (last.bytes !== null) facts.push([t('backup.size'), size(last.bytes)])
  if (last.made_by === 'server') return [...facts, [t('backup.by'), t('backup.by.server')]]
  return [
    ...facts,
    [t('backup.log'), archive ? instant(archive.kept_at) || t('backup.log.soon') : t('backup.log.none')],
  ]
}
