import type { Submission } from '@essaim/shared/submissions.ts'
import { t } from '../lib/i18n.ts'

/** What the moderators last wrote to the association. */
export function LastComment({ one: { comment } }: { one: Submission }) {
  if (!comment) return null
  return (
    <div className="notice info">
      <div>
        <p className="notice-title">{t('submission.comment')}</p>
        <p className="prose">{comment}</p>
      </div>
    </div>
  )
}
