/** Every kind of question that the form can draw and the API can check. */
export const QUESTION_KINDS = [
  'text',
  'longtext',
  'email',
  'tel',
  'url',
  'siren',
  'siret',
  'rna',
  'finess',
  'integer',
  'number',
  'money',
  'boolean',
  'consent',
  'date',
  'month',
  'choice',
  'multichoice',
  'commune',
  'departement',
  'tags',
  'repeat',
  'file',
  'grid',
] as const

/** A kind of question. */
export type QuestionKind = (typeof QUESTION_KINDS)[number]
