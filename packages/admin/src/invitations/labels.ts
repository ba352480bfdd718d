import type { Call, Invitation } from '@essaim/shared/campaigns.ts'
import { officeName } from '../associations/labels.ts'
import { t } from '../lib/i18n.ts'

export type Person = Invitation['contacts'][number]

export const outcomeName = (outcome: Call['outcome']): string => t(`call.outcome.${outcome}`)

/** « Camille Exemple », else the office that is held. */
export const personName = ({ name, office }: Person): string =>
  name ?? (office ? officeName(office) : t('person.erased'))
