import type { DeliveryKind, DeliveryState } from '@essaim/shared/deliveries.ts'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconClock,
  IconMailX,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { letterName } from '../campaigns/labels.tsx'
import { t, tOr } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'

const LOOKS = {
  waiting: ['wait', IconClock],
  sending: ['info', IconPlayerPlay],
  sent: ['good', IconCircleCheck],
  bounced: ['bad', IconMailX],
  failed: ['bad', IconAlertTriangle],
  cancelled: ['neutral', IconCircleMinus],
} as const satisfies Record<DeliveryState, [Tone, unknown]>

export const deliveryStateName = (state: DeliveryState): string => t(`mail.state.${state}`)
export const deliveryKindName = (kind: DeliveryKind): string =>
  kind === 'notice' ? t('mail.notice') : letterName(kind)
/** The mail server's words as they came; what the machine itself noted, in words. */
export const reasonName = (reason: string | null): string | null => reason && tOr(`mail.reason.${reason}`, reason)

export function DeliveryBadge({ state }: { state: DeliveryState }) {
  const [tone, icon] = LOOKS[state]
  return (
    <StateBadge tone={tone} icon={icon}>
      {deliveryStateName(state)}
    </StateBadge>
  )
}
