import type { Audience } from '@essaim/shared/audience.ts'
import type { Channel, SubmissionState, SubmissionTransition } from '@essaim/shared/submissions.ts'
import {
  type Icon,
  IconArrowBackUp,
  IconCircleCheck,
  IconCircleX,
  IconInbox,
  IconPencil,
  IconRosetteDiscountCheck,
  IconTrash,
} from '@tabler/icons-react'
import { t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'

const LOOKS: Record<SubmissionState, [Tone, Icon]> = {
  draft: ['neutral', IconPencil],
  submitted: ['todo', IconInbox],
  endorsed: ['info', IconRosetteDiscountCheck],
  changes_requested: ['wait', IconArrowBackUp],
  accepted: ['good', IconCircleCheck],
  rejected: ['bad', IconCircleX],
  withdrawn: ['neutral', IconTrash],
}

export const stateName = (state: SubmissionState): string => t(`submission.state.${state}`)
export const transitionName = (transition: SubmissionTransition): string => t(`submission.transition.${transition}`)
export const channelName = (channel: Channel): string => t(`channel.${channel}`)
export const audienceName = (audience: Audience): string => t(`audience.${audience}`)

/** The state of a submission, in the same look everywhere. */
export function SubmissionBadge({ state }: { state: SubmissionState }) {
  const [tone, icon] = LOOKS[state]
  return (
    <StateBadge tone={tone} icon={icon}>
      {stateName(state)}
    </StateBadge>
  )
}

/** The title of the innovation, or what stands for it while there is none. */
export const titleOf = (card: { title: string | null }): string => card.title || t('submission.untitled')
