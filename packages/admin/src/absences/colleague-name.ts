import type { StaffColleague } from '@essaim/shared/absences.ts'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'

/** Somebody to be chosen among colleagues: by name, with their delegations, and until when they are away. */
export const colleagueName = ({ name, regional_delegations, away_until }: StaffColleague): string =>
  [
    name,
    ...regional_delegations.map((one) => one.name),
    ...(away_until ? [t('absence.until', { day: day(away_until) })] : []),
  ].join(' · ')
