import type {
  InnovationState,
  InnovationTransition,
  InnovationVersion,
  WithdrawalReason,
} from '@essaim/shared/innovations.ts'
import { type Icon, IconArchive, IconEyeOff, IconPencil, IconWorld } from '@tabler/icons-react'
import { t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'

const LOOKS: Record<InnovationState, [Tone, Icon]> = {
  draft: ['todo', IconPencil],
  published: ['good', IconWorld],
  withdrawn: ['bad', IconEyeOff],
  archived: ['neutral', IconArchive],
}

export const innovationStateName = (state: InnovationState): string => t(`innovation.state.${state}`)
export const innovationTransitionName = (transition: InnovationTransition): string =>
  t(`innovation.transition.${transition}`)
export const reasonName = (reason: WithdrawalReason): string => t(`withdrawal.${reason}`)
export const versionStateName = (state: InnovationVersion['state']): string => t(`version.state.${state}`)
export const innovationTitle = (item: { title: string | null }): string => item.title || t('submission.untitled')

/** The state of a record, in the same look everywhere. */
export function InnovationBadge({ state }: { state: InnovationState }) {
  const [tone, icon] = LOOKS[state]
  return (
    <StateBadge tone={tone} icon={icon}>
      {innovationStateName(state)}
    </StateBadge>
  )
}

/** The state of one version. */
export function VersionBadge({ state }: { state: InnovationVersion['state'] }) {
  const tone: Tone = state === 'published' ? 'good' : state === 'draft' ? 'todo' : 'neutral'
  return <StateBadge tone={tone}>{versionStateName(state)}</StateBadge>
}
