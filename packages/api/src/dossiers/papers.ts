import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { DossierSeal } from '@essaim/shared/dossiers.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { recordSheet } from '../innovations/record-sheet.ts'
import { dayInWords, typeset } from '../letters/typography.ts'
import type { Book, Sheet } from '../print/sheet.ts'

/** What a dossier says beside its records. */
export type Cover = Omit<DossierSeal, 'sent_at' | 'records'>

/** A record on paper; without its document once that was erased. */
export type PaperRecord = {
  id: string
  version: number
  sha256: string
  text: { document: InnovationDocument; content: QuestionnaireContent } | null
}

/** All that the papers of a dossier say, of whichever format. */
export type Papers = {
  cover: Cover
  /** Null as long as it is a draft. */
  sent: { at: string; sha256: string } | null
  records: PaperRecord[]
  /** How many records of a draft could not go. */
  left_out: number
}

const MARK = 'Projet'
const UNTITLED = 'Innovation sans titre'
const ERASED = 'Fiche effacée'

const titleOf = ({ text }: PaperRecord) => (text ? (text.document.title ?? UNTITLED) : ERASED)
const known = (facts: [string, string | null | undefined][]) =>
  facts.flatMap(([label, value]) => (value ? [{ label, value }] : []))

/** A dossier as sheets: the cover with the list of records, then each record as it was sent. */
export function dossierBook(papers: Papers, logo: Buffer | null): Book {
  return {
    cover: coverSheet(papers),
    chapters: papers.records.map((record, i) => recordChapter(record, `Fiche ${i + 1} sur ${papers.records.length}`)),
    mark: papers.sent ? null : MARK,
    logo,
  }
}

function coverSheet({ cover, sent, records, left_out }: Papers): Sheet {
  const { reference, sender, title, recipient, recipient_kind, purpose, introduction } = cover
  return {
    title: typeset(title),
    author: sender,
    kicker: typeset(sent ? sender : `${sender} – ${MARK.toLowerCase()}, non transmis`),
    lead: introduction ? [typeset(introduction)] : [],
    facts: known([
      ['Destinataire', typeset(recipient)],
      ['Accord donné pour', typeset(recipient_kind.label.fr)],
      ['Objet', purpose && typeset(purpose)],
      ['Date', sent && dayInWords(new Date(sent.at))],
      ['Référence', reference],
      ['Fiches', String(records.length)],
      ['Empreinte', sent?.sha256],
    ]),
    parts: [
      {
        title: 'Fiches de ce dossier',
        note: '',
        intro:
          left_out > 0
            ? typeset(
                left_out === 1
                  ? 'Une fiche ne peut pas être transmise aujourd’hui ; elle n’est pas dans ce projet.'
                  : `${left_out} fiches ne peuvent pas être transmises aujourd’hui ; elles ne sont pas dans ce projet.`,
              )
            : '',
        blocks: [
          {
            kind: 'table',
            columns: [
              { title: 'N°', share: 1 },
              { title: 'Fiche', share: 8 },
              { title: 'Association', share: 5 },
              { title: 'Version', share: 2 },
            ],
            rows: records.map((record, i) => [
              String(i + 1),
              typeset(titleOf(record)),
              record.text?.document.association?.name ?? '',
              String(record.version),
            ]),
          },
        ],
      },
      {
        title: 'Vérifier ce dossier',
        note: '',
        intro: '',
        blocks: [
          {
            kind: 'text',
            text: typeset(
              'Chaque association a accepté que sa fiche soit proposée à ce destinataire. Ces pages disent l’état des fiches au jour de leur transmission ; l’adresse de chacune donne son état d’aujourd’hui.\n\nL’empreinte d’une fiche est le SHA-256 du document transmis, celle du dossier le SHA-256 de sa page de garde et des empreintes de ses fiches, sous la forme de la norme RFC 8785.',
            ),
          },
        ],
      },
    ],
    foot: typeset([sender, reference, sent ? dayInWords(new Date(sent.at)) : MARK].join(' – ')),
  }
}

function recordChapter(record: PaperRecord, kicker: string): Sheet {
  const { text, version, sha256 } = record
  const own = known([
    ['Version', String(version)],
    ['Mise à jour', text && dayInWords(new Date(text.document.updated_at))],
    ['Mention', text?.document.attribution],
    ['Empreinte', sha256],
  ])
  if (!text) return { title: ERASED, author: '', kicker, lead: [], facts: own, parts: [], foot: '' }
  const sheet = recordSheet(text.document, text.content)
  return { ...sheet, kicker, facts: [...sheet.facts, ...own] }
}

const COLUMNS = [
  'Dossier',
  'Destinataire',
  'Transmis le',
  'N°',
  'Identifiant',
  'Titre',
  'Accroche',
  'Association',
  'Délégation',
  'Thème principal',
  'Publics',
  'Stade',
  'Échelle',
  'Départements',
  'Version',
  'Mise à jour',
  'Adresse',
  'Licence',
  'Mention',
  'Empreinte de la fiche',
  'Empreinte du dossier',
]
const DAY = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'short', timeZone: 'Europe/Paris' })
const day = (instant: string | null | undefined) => (instant ? DAY.format(new Date(instant)) : '')

/** The same for a spreadsheet: a row for each record, under the names of the columns. */
export function dossierRows({ cover, sent, records }: Papers): string[][] {
  return [
    COLUMNS,
    ...records.map((record, i) => {
      const { id, version, sha256, text } = record
      const document = text?.document
      return [
        sent ? cover.reference : `${cover.reference} (${MARK.toLowerCase()})`,
        cover.recipient,
        day(sent?.at),
        String(i + 1),
        id,
        titleOf(record),
        document?.pitch ?? '',
        document?.association?.name ?? '',
        document?.regional_delegation?.name ?? '',
        document?.main_theme?.label.fr ?? '',
        (document?.publics ?? []).map(({ label }) => label.fr).join(', '),
        document?.stage?.label.fr ?? '',
        document?.scale?.label.fr ?? '',
        (document?.departments ?? []).map(({ label }) => label.fr).join(', '),
        String(version),
        day(document?.updated_at),
        document?.canonical_url ?? '',
        document?.license.label.fr ?? '',
        document?.attribution ?? '',
        sha256,
        sent?.sha256 ?? '',
      ]
    }),
  ]
}
