import type { Association, Contact } from '@essaim/shared/associations.ts'
import type { AssociationImportRow } from '@essaim/shared/imports.ts'
import { t } from '../lib/i18n.ts'

export const officeName = (office: Contact['office']): string => t(`office.${office}`)
export const outcomeName = (outcome: AssociationImportRow['outcome']): string => t(`import.outcome.${outcome}`)

/** « Quimper (29) »: a commune never without its département. */
export const placeOf = ({ commune, department }: Pick<Association, 'commune' | 'department'>): string =>
  [commune?.name, department && (commune ? `(${department.code})` : `${department.label.fr} (${department.code})`)]
    .filter(Boolean)
    .join(' ')
