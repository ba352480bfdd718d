/** What a column may hold of the association itself. `commune` is a name or a code. */
export const ASSOCIATION_FIELDS = [
  'member_number',
  'name',
  'short_name',
  'siren',
  'head_office_siret',
  'rna',
  'finess_ej',
  'address',
  'address_complement',
  'postal_code',
  'commune_code',
  'commune',
  'joined_on',
  'left_on',
  'telephone',
  'email',
  'website',
  'headcount',
] as const

/** What a column may hold of one of its establishments. */
export const ESTABLISHMENT_FIELDS = [
  'finess_et',
  'siret',
  'establishment_name',
  'category',
  'establishment_address',
  'establishment_postal_code',
  'establishment_commune_code',
  'establishment_commune',
  'establishment_state',
  'opened_on',
  'closed_on',
] as const

export const IMPORTED_OFFICES = ['president', 'general_director'] as const
export const CONTACT_MEMBERS = ['civility', 'first_name', 'name', 'function', 'email', 'telephone'] as const

export type ImportedOffice = (typeof IMPORTED_OFFICES)[number]
export type ContactMember = (typeof CONTACT_MEMBERS)[number]
export type ContactField = `${ImportedOffice}_${ContactMember}`
export type EstablishmentField = (typeof ESTABLISHMENT_FIELDS)[number]
export type ImportField = (typeof ASSOCIATION_FIELDS)[number] | EstablishmentField | ContactField

/** What a column may hold of a contact. */
export const CONTACT_FIELDS: readonly ContactField[] = IMPORTED_OFFICES.flatMap((office) =>
  CONTACT_MEMBERS.map((member): ContactField => `${office}_${member}`),
)

/** Every name that a caller may give in `column=field:header`. */
export const IMPORT_FIELDS: readonly ImportField[] = [...ASSOCIATION_FIELDS, ...ESTABLISHMENT_FIELDS, ...CONTACT_FIELDS]
