import type { Submission } from '@essaim/shared/submissions.ts'
import { IconCircleCheck } from '@tabler/icons-react'
import { officeName } from '../associations/labels.ts'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge } from '../ui/badge.tsx'

/** Which head of the association stands behind the last hand-in. */
export function SignedOffBadge({ one: { signed_off } }: { one: Submission }) {
  if (!signed_off) return <StateBadge tone="wait">{t('submission.signed-off.not-yet')}</StateBadge>
  return (
    <>
      <StateBadge tone="good" icon={IconCircleCheck}>
        {officeName(signed_off.office)}
      </StateBadge>{' '}
      {[signed_off.name, instant(signed_off.at)].filter(Boolean).join(', ')}
    </>
  )
}
