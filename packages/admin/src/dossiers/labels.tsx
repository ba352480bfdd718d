import type { DossierState, DossierSummary, Refusal, Since } from '@essaim/shared/dossiers.ts'
import {
  type Icon,
  IconAlertTriangle,
  IconArrowNarrowDown,
  IconCircleCheck,
  IconEyeOff,
  IconPencil,
  IconSend,
  IconVersions,
} from '@tabler/icons-react'
import { t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'

const STATES: Record<DossierState, [Tone, Icon]> = { draft: ['todo', IconPencil], sent: ['good', IconSend] }
const SINCE: Record<Since, [Tone, Icon]> = {
  unchanged: ['good', IconCircleCheck],
  new_version: ['info', IconVersions],
  narrowed: ['wait', IconArrowNarrowDown],
  consent_withdrawn: ['bad', IconAlertTriangle],
  withdrawn: ['bad', IconEyeOff],
}

export const dossierStateName = (state: DossierState): string => t(`dossier.state.${state}`)

/** Whether a dossier is on its way or was sent. */
export function DossierBadge({ state }: { state: DossierState }) {
  const [tone, icon] = STATES[state]
  return (
    <StateBadge tone={tone} icon={icon}>
      {dossierStateName(state)}
    </StateBadge>
  )
}

/** What became of a record since it was sent. */
export function SinceBadge({ since, version }: { since: Since; version: number | null }) {
  const [tone, icon] = SINCE[since]
  return (
    <StateBadge tone={tone} icon={icon}>
      {since === 'new_version' ? t('dossier.since.new_version', { number: version ?? 0 }) : t(`dossier.since.${since}`)}
    </StateBadge>
  )
}

/** Whether the association agrees that its record go to this recipient, or what else keeps it. */
export function ConsentBadge({ refusal }: { refusal: Refusal | null }) {
  return refusal === null ? (
    <StateBadge tone="good" icon={IconCircleCheck}>
      {t('dossier.consent.given')}
    </StateBadge>
  ) : (
    <StateBadge tone="bad" icon={IconAlertTriangle}>
      {t(`dossier.refusal.${refusal}`)}
    </StateBadge>
  )
}

/** In a few words: how many of its records changed since it was sent, or cannot go. */
export function howItStands({ records, refused, since }: DossierSummary): string {
  if (since === null) return refused > 0 ? t('dossier.refused', { count: refused }) : t('dossier.ready')
  const changed = records - since.unchanged
  return changed > 0 ? t('dossier.changed', { count: changed }) : t('dossier.since.unchanged.all')
}
