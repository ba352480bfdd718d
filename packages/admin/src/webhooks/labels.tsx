import type { Webhook, WebhookAttempt, WebhookDelivery, WebhookType } from '@essaim/shared/webhooks.ts'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconClock,
  IconPlayerPlay,
  IconQuestionMark,
} from '@tabler/icons-react'
import { instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'

type Looks = [Tone, typeof IconClock]
const WEBHOOK_LOOKS: Record<Webhook['state'] | 'failing', Looks> = {
  pending: ['wait', IconQuestionMark],
  active: ['good', IconCircleCheck],
  failing: ['bad', IconAlertTriangle],
  disabled: ['neutral', IconCircleMinus],
}
const MESSAGE_LOOKS: Record<WebhookDelivery['state'], Looks> = {
  waiting: ['wait', IconClock],
  sending: ['info', IconPlayerPlay],
  delivered: ['good', IconCircleCheck],
  failed: ['bad', IconAlertTriangle],
}

/** The state of a webhook; one in service that fails says so. */
export function WebhookBadge({ webhook: { state, failures } }: { webhook: Webhook }) {
  const shown = state === 'active' && failures > 0 ? 'failing' : state
  const [tone, icon] = WEBHOOK_LOOKS[shown]
  return (
    <StateBadge tone={tone} icon={icon}>
      {t(`webhook.state.${shown}`)}
    </StateBadge>
  )
}

export const messageStateName = (state: WebhookDelivery['state']): string => t(`webhook.message.state.${state}`)
export function MessageBadge({ state }: { state: WebhookDelivery['state'] }) {
  const [tone, icon] = MESSAGE_LOOKS[state]
  return (
    <StateBadge tone={tone} icon={icon}>
      {messageStateName(state)}
    </StateBadge>
  )
}

export const eventName = (type: WebhookType): string => t(`webhook.event.${type}`)

/** One try, in a line. */
export const tryName = ({ at, status, error, duration_ms }: WebhookAttempt): string =>
  t('webhook.message.try', {
    when: instant(at),
    result: t(`webhook.error.${error ?? 'status'}`, { status: status ?? 0 }),
    ms: number(duration_ms),
  })
