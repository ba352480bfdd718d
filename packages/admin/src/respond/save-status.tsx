import type { Overall } from '../questionnaires/draft.ts'
import { useLanguage, useMessages } from './language.ts'
import { timeInWords } from './messages.ts'
import { useOnline } from './online.ts'

export type SaveStatusProps = { overall: Overall; progress: string; share: number; label: string }

/** Whether all is saved, always in sight; a failure is said at once, successes quietly. */
export function SaveStatus({ overall, progress, share, label }: SaveStatusProps) {
  const m = useMessages()
  const language = useLanguage()
  const { status, at } = overall
  const online = useOnline()
  const isWrong = !online || status === 'retrying' || status === 'attention'
  const settled =
    status === 'saved' && at !== null ? m.saved_at(timeInWords(at, language)) : status === 'idle' ? m.idle : ''
  const wrong = status === 'attention' ? m.attention : !online ? m.without_network : isWrong ? m.retrying : ''
  return (
    <div className={isWrong ? 'r-status r-status-wrong' : 'r-status'}>
      <div className="r-status-text">
        <p role="status">{online ? settled : ''}</p>
        <p role="alert">{wrong}</p>
        {online && status === 'saving' && <p aria-hidden="true">{m.saving}</p>}
      </div>
      <p className="r-progress">
        <progress value={share} max={1} aria-label={label} />
        {progress}
      </p>
    </div>
  )
}
