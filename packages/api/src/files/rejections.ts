import { invalid } from '../lib/problem.ts'

const REASONS = {
  empty: ['Le fichier est vide.', 'The file is empty.'],
  'type-mismatch': [
    'Le contenu n’est pas celui d’un fichier de ce type : enregistrez-le de nouveau dans le bon format.',
    'The content is not that of a file of this type: save it again in the right format.',
  ],
  unreadable: ['Le fichier est abîmé et ne peut pas être lu.', 'The file is damaged and cannot be read.'],
  malware: ['Le fichier est signalé comme dangereux.', 'The file is reported as dangerous.'],
  'active-content': [
    'Le fichier contient du code qui pourrait s’exécuter : exportez-le sans script.',
    'The file holds code that could run: export it without scripts.',
  ],
  macros: [
    'Le document contient des macros : enregistrez-le sans elles.',
    'The document holds macros: save it without them.',
  ],
  encrypted: [
    'Le document est protégé par un mot de passe : enregistrez-le sans lui.',
    'The document is protected by a password: save it without one.',
  ],
  'too-many-pixels': [
    'L’image a trop de pixels : 40 millions au plus.',
    'The image has too many pixels: at most 40 million.',
  ],
  'archive-bomb': [
    'Le document serait bien trop grand une fois ouvert.',
    'The document would be far too large once opened.',
  ],
} as const satisfies Record<string, [string, string]>

/** Why a file is refused; the code of the 422. */
export type Reason = keyof typeof REASONS

/** The refusal of a file, for that reason. */
export const rejected = (reason: Reason) => invalid('', reason, ...(REASONS[reason] as [string, string]))
