import { useQuery } from '@tanstack/react-query'
import { t } from '../lib/i18n.ts'
import { points } from './queries.ts'

/** In the dialog that asks for changes: the notes that leave with it. */
export function NotesToSend({ submission }: { submission: string }) {
  const notes = useQuery(points(submission)).data?.items.filter(({ state }) => state === 'note') ?? []
  if (notes.length === 0) return <p className="hint">{t('points.none-to-send')}</p>
  return (
    <div className="notice info points-to-send">
      <p>{t('points.to-send', { count: notes.length })}</p>
      <ul>
        {notes.map(({ id, reason }) => (
          <li key={id}>{reason}</li>
        ))}
      </ul>
    </div>
  )
}
