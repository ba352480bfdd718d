import type { Person } from './letter-values.ts'

/** An association and its president that no one can take for real ones. */
export const EXAMPLE_PERSON: Person = {
  participant: '00000000-0000-7000-8000-000000000001',
  contact: '00000000-0000-7000-8000-000000000002',
  name: 'Camille Exemple',
  office: 'president',
  civility: 'madame',
  invitation: '00000000-0000-7000-8000-000000000003',
  association_id: '00000000-0000-7000-8000-000000000004',
  association: 'Association d’exemple',
  delegation: 'Délégation d’exemple',
}
