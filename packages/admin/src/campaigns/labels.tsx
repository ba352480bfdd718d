import type { CampaignState, InvitationState, LetterKind } from '@essaim/shared/campaigns.ts'
import {
  IconCalendarEvent,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconEye,
  IconMail,
  IconMailX,
  IconPencil,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'

const CAMPAIGNS = {
  draft: ['neutral', IconPencil],
  scheduled: ['wait', IconCalendarEvent],
  open: ['good', IconPlayerPlay],
  closed: ['neutral', IconCircleCheck],
} as const satisfies Record<CampaignState, [Tone, unknown]>

const INVITATIONS = {
  pending: ['neutral', IconClock],
  sent: ['info', IconMail],
  bounced: ['bad', IconMailX],
  opened: ['info', IconEye],
  started: ['todo', IconCircleDashed],
  submitted: ['good', IconCircleCheck],
  nothing_to_declare: ['neutral', IconCircleMinus],
  declined: ['neutral', IconCircleX],
} as const satisfies Record<InvitationState, [Tone, unknown]>

/** Who still owes an answer. */
export const OWING = ['pending', 'sent', 'bounced', 'opened', 'started'] as const satisfies readonly InvitationState[]

export const invitationStateName = (state: InvitationState): string => t(`invitation.state.${state}`)
export const letterName = (kind: LetterKind): string => t(`letter.${kind}`)

export function CampaignBadge({ state }: { state: CampaignState }) {
  const [tone, icon] = CAMPAIGNS[state]
  return (
    <StateBadge tone={tone} icon={icon}>
      {t(`campaign.state.${state}`)}
    </StateBadge>
  )
}

export function InvitationBadge({ state }: { state: InvitationState }) {
  const [tone, icon] = INVITATIONS[state]
  return (
    <StateBadge tone={tone} icon={icon}>
      {invitationStateName(state)}
    </StateBadge>
  )
}
