import type { IdentifierCode, IdentifierKind } from '@essaim/shared/identifiers.ts'
import { CSV_FAULTS } from '../lib/csv.ts'
import type { Bilingual } from '../lib/problem.ts'

/** What is wrong or doubtful in a row; `column` is the header as the file writes it. Never repeats what a person's cell says. */
export interface RowIssue {
  column: string | null
  code: string
  detail: Bilingual
}

const ISSUES = {
  ...CSV_FAULTS,
  'no-identity': [
    'Rien ne dit de quelle association il s’agit : ni SIREN, ni FINESS EJ, ni RNA, ni numéro d’adhérent.',
    'Nothing says which association this is: no SIREN, FINESS EJ, RNA or member number.',
  ],
  'too-long': ['Le texte est trop long : il n’est pas repris.', 'The text is too long: it is left out.'],
  'bad-date': [
    'Cette date ne peut pas être lue : elle n’est pas reprise.',
    'This date cannot be read: it is left out.',
  ],
  'dates-reversed': [
    'La fin vient avant le début : cette date n’est pas reprise.',
    'The end comes before the beginning: this date is left out.',
  ],
  'bad-email': [
    'Ce n’est pas une adresse électronique : elle n’est pas reprise.',
    'This is not an e-mail address: it is left out.',
  ],
  'bad-telephone': [
    'Ce n’est pas un numéro de téléphone : il n’est pas repris.',
    'This is not a telephone number: it is left out.',
  ],
  'bad-url': [
    'Ce n’est pas une adresse de site : elle n’est pas reprise.',
    'This is not the address of a site: it is left out.',
  ],
  'bad-number': ['Ce n’est pas un nombre entier : il n’est pas repris.', 'This is not a whole number: it is left out.'],
  'several-values': ['Il y en a plusieurs : seul le premier est repris.', 'There are several: only the first is kept.'],
  'unknown-civility': ['Cette civilité n’est pas reconnue.', 'This civility is not known.'],
  'unknown-commune': [
    'Cette commune n’est pas dans la liste officielle : elle n’est pas reprise.',
    'This commune is not on the official list: it is left out.',
  ],
  'ambiguous-commune': [
    'Plusieurs communes portent ce nom : le code postal ne suffit pas à choisir.',
    'Several communes bear this name: the postal code does not tell which.',
  ],
  'unknown-category': [
    'Cette catégorie n’est pas dans la nomenclature : elle n’est pas reprise.',
    'This category is not in the vocabulary: it is left out.',
  ],
  'unknown-state': ['Cet état n’est pas reconnu : ouvert ou fermé ?', 'This state is not known: open or closed?'],
  'siren-differs': [
    'Le SIRET n’est pas celui du SIREN de la ligne : il n’est pas repris.',
    'The SIRET does not belong to the SIREN of the row: it is left out.',
  ],
  disagrees: [
    'Une ligne précédente dit autre chose de cette association : c’est elle qui est suivie.',
    'An earlier row says otherwise of this association: the earlier one is followed.',
  ],
  'no-name': [
    'L’association n’est pas encore connue, et le fichier ne dit pas son nom : elle n’est pas créée.',
    'The association is not known yet, and the file does not say its name: it is not created.',
  ],
  'no-establishment-name': [
    'L’établissement n’est pas encore connu, et la ligne ne dit pas son nom.',
    'The establishment is not known yet, and the row does not say its name.',
  ],
  'kept-correction': [
    'Corrigé ici : la valeur du fichier n’est pas reprise.',
    'Corrected here: the file is not followed.',
  ],
  'identifier-taken': [
    'Une autre association porte déjà ce numéro : il n’est pas repris.',
    'Another association already has this number: it is left out.',
  ],
  'contact-suppressed': [
    'Cette personne s’est opposée à être contactée, ou a été effacée : elle n’est pas reprise.',
    'This person has objected to being contacted, or was erased: they are left out.',
  ],
  'establishment-moved': [
    'L’établissement appartenait à une autre association : il passe à celle-ci.',
    'The establishment belonged to another association: it moves to this one.',
  ],
  'establishment-elsewhere': [
    'Une ligne précédente donne cet établissement à une autre association : c’est elle qui est suivie.',
    'An earlier row gives this establishment to another association: the earlier one is followed.',
  ],
} as const satisfies Record<string, readonly [fr: string, en: string]>

export type IssueCode = keyof typeof ISSUES

/** The words for an issue, in both languages. */
export function issueOf(column: string | null, code: IssueCode): RowIssue {
  const [fr, en] = ISSUES[code]
  return { column, code, detail: { fr, en } }
}

const KINDS: Record<IdentifierKind, string> = {
  siren: 'SIREN',
  siret: 'SIRET',
  rna: 'RNA',
  finess: 'FINESS',
  commune: 'code commune',
  departement: 'code de département',
  postal_code: 'code postal',
  region: 'code de région',
}

/** The words for what `checkIdentifier` found. Identifiers of organisations may be repeated: they name no person. */
export function identifierIssue(
  column: string | null,
  kind: IdentifierKind,
  code: IdentifierCode,
  written: string,
): RowIssue {
  const name = KINDS[kind]
  const value = written.length > 40 ? `${written.slice(0, 40)}…` : written
  const details: Record<IdentifierCode, Bilingual> = {
    'bad-format': {
      fr: `« ${value} » n’a pas la forme d’un ${name}.`,
      en: `“${value}” does not have the form of a ${name}.`,
    },
    'all-zeros': {
      fr: `« ${value} » n’est pas un ${name} : ce ne sont que des zéros.`,
      en: `“${value}” is no ${name}: it is only zeros.`,
    },
    'not-a-department': { fr: `« ${value} » n’est pas un département.`, en: `“${value}” is not a département.` },
    'not-a-region': { fr: `« ${value} » n’est pas une région.`, en: `“${value}” is not a region.` },
    'bad-check-digit': {
      fr: `La clé du ${name} « ${value} » est fausse : vérifiez-le.`,
      en: `The check digit of the ${name} “${value}” is wrong: check it.`,
    },
    'leading-zero-restored': {
      fr: `Le zéro perdu devant « ${value} » a été remis.`,
      en: `The zero lost before “${value}” has been put back.`,
    },
    'case-mended': { fr: `« ${value} » a été mis en majuscules.`, en: `“${value}” has been put in capitals.` },
  }
  return { column, code, detail: details[code] }
}
