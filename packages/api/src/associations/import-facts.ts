import type { ImportedOffice } from './import-fields.ts'
import type { RowIssue } from './import-issues.ts'
import type { Civility } from './import-people.ts'

/** By what an association is known again, the strongest first. */
export interface Identity {
  kind: 'siren' | 'finess_ej' | 'rna' | 'member_number'
  value: string
}

/** Only what the row says is there: an empty cell leaves the stored value. Names are the table's. */
export interface AssociationFacts {
  name?: string
  short_name?: string
  siren?: string
  rna?: string
  finess_ej?: string
  address?: string
  postal_code?: string
  commune?: string
  department?: string
  telephone?: string
  email?: string
  website?: string
  headcount?: number
  joined_on?: string
  left_on?: string
}

export interface EstablishmentFacts {
  finess_et?: string
  siret?: string
  name?: string
  category?: string
  address?: string
  postal_code?: string
  commune?: string
  department?: string
  opened_on?: string
  closed_on?: string
  closed?: boolean
}

export interface ContactFacts {
  civility?: Civility
  name?: string
  function?: string
  email?: string
  telephone?: string
}

/** A row understood. With an error it is refused whole; a warning leaves one fact out, or asks to check it. */
export interface ImportedRow {
  line: number
  identity: Identity | null
  member_number: string | null
  association: AssociationFacts
  /** Where the head office must be if nothing better is known: the département that gave the FINESS number. */
  fallback_department: string | null
  establishment: EstablishmentFacts | null
  contacts: Partial<Record<ImportedOffice, ContactFacts>>
  errors: RowIssue[]
  warnings: RowIssue[]
}
