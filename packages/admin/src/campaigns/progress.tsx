import type { Campaign, Sending } from '@essaim/shared/campaigns.ts'
import { useQuery } from '@tanstack/react-query'
import { number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Panel } from '../ui/page.tsx'
import { letterName } from './labels.tsx'
import { reach } from './queries.ts'

/** Whether its invitations are being written now. */
export const isPreparing = ({ state, prepared_at }: Campaign): boolean =>
  prepared_at === null && (state === 'scheduled' || state === 'open')

/** Whether letters of a sending leave now, or are about to; those of a closed campaign stay where they are. */
export const isLeaving = (one: Campaign | undefined, { state, due_at, deliveries }: Sending): boolean =>
  (one?.state === 'open' || one?.state === 'scheduled') &&
  (deliveries.waiting > 0 || (state === 'planned' && Date.parse(due_at) <= Date.now()))

/** What is under way: invitations being written, letters leaving. Nothing where nothing is. */
export function Underway({ one, sendings }: { one: Campaign; sendings: readonly Sending[] }) {
  const preparing = isPreparing(one)
  const expected = useQuery({ ...reach(one.id), enabled: preparing }).data?.associations
  const leaving = sendings.filter((sending) => isLeaving(one, sending))
  if (!preparing && leaving.length === 0) return null
  return (
    <Panel title={t('underway.title')}>
      <ul className="underway">
        {preparing && <Bar label={t('underway.preparing')} done={one.invitations} all={expected} />}
        {leaving.map(({ id, letter, deliveries: { waiting, sent, bounced, failed, cancelled } }) => {
          const done = sent + bounced + failed + cancelled
          return <Bar key={id} label={letterName(letter)} done={done} all={done + waiting} />
        })}
      </ul>
    </Panel>
  )
}

function Bar({ label, done, all }: { label: string; done: number; all: number | undefined }) {
  return (
    <li>
      <span>{label}</span>
      {all ? <progress aria-label={label} max={Math.max(all, done)} value={done} /> : <progress aria-label={label} />}
      <span className="funnel-number">
        {all ? t('underway.of', { done: number(done), all: number(Math.max(all, done)) }) : t('underway.soon')}
      </span>
    </li>
  )
}
