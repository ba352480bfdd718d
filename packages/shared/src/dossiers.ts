import { type Static, Type } from '@sinclair/typebox'
import { InnovationDocument } from './documents.ts'
import {
  Code,
  Coded,
  closed,
  Instant,
  Named,
  nullable,
  oneOf,
  PageQuery,
  pageOf,
  ref,
  repeated,
  text,
  Uuid,
} from './schema.ts'

/** The question by which an association says to whom its record may be proposed; its options are the kinds of recipients. */
export const CONSENT_QUESTION = 'candidat_selections'
export const MOST_RECORDS = 100

export const DOSSIER_STATES = ['draft', 'sent'] as const
export type DossierState = (typeof DOSSIER_STATES)[number]
export const DOSSIER_TRANSITIONS = ['send'] as const
export type DossierTransition = (typeof DOSSIER_TRANSITIONS)[number]

/** Why a record cannot go to a recipient. */
export const REFUSALS = ['not_published', 'no_consent', 'not_let_out'] as const
export type Refusal = (typeof REFUSALS)[number]

/** What became of a record since it was sent, from nothing to the gravest. */
export const SINCE = ['unchanged', 'new_version', 'narrowed', 'consent_withdrawn', 'withdrawn'] as const
export type Since = (typeof SINCE)[number]

export const PAPER_FORMATS = ['pdf', 'docx', 'csv'] as const
export type PaperFormat = (typeof PAPER_FORMATS)[number]

const Sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  maxLength: 64,
  examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
})
const Version = Type.Integer({ minimum: 1 })
const title = text(300, { examples: ['Protection de l’enfance et lutte contre les exclusions'] })
const recipient = text(500, {
  description: 'To whom, in words: the office and the body.',
  examples: ['Haut-commissariat à l’Économie sociale et solidaire et à l’innovation sociale'],
})
const purpose = text(500, { description: 'What it is sent for.' })
const introduction = text(10_000, {
  description: 'Read before the records; an empty line begins a paragraph.',
})
const note = text(2000, { description: 'Among staff; never on the papers.' })

const item = {
  innovation: closed({ id: Uuid, title: nullable(Type.String({ maxLength: 20_000 })) }),
  association: nullable(ref(Named)),
  position: Type.Integer({ minimum: 1, description: 'In the order of the papers, from 1 on.' }),
  note: nullable(note),
  published_version: nullable(Version, { description: 'The version that readers have today.' }),
  refusal: nullable(oneOf(REFUSALS), {
    description:
      'Why the record cannot go to such a recipient today: it is not published, the association does not consent (any more), or its audience has no document of it.',
  }),
  version: nullable(Version, { description: 'The version that was sent; null in a draft.' }),
  sha256: nullable(Sha256, { description: 'Of the RFC 8785 form of the document that was sent.' }),
  since: nullable(oneOf(SINCE), {
    description: 'What has changed since it was sent, the gravest of it; null in a draft.',
  }),
}
export const DossierItem = closed(item, {
  $id: 'DossierItem',
  description: 'A record in a dossier: what was sent of it, and how it stands today.',
})
export type DossierItem = Static<typeof DossierItem>

export const DossierItemWithDocument = closed(
  {
    ...item,
    document: nullable(ref(InnovationDocument), {
      description: 'What was sent, word for word; of a draft: what would go today, null when nothing may.',
    }),
  },
  { $id: 'DossierItemWithDocument' },
)
export type DossierItemWithDocument = Static<typeof DossierItemWithDocument>

/** What a dossier said when it was sent, and says for ever. */
export const DossierSeal = closed(
  {
    reference: Type.String({ maxLength: 20 }),
    sender: Type.String({ maxLength: 500, description: 'The federation’s name.' }),
    title,
    recipient,
    recipient_kind: ref(Coded),
    purpose: nullable(purpose),
    introduction: nullable(introduction),
    sent_at: Instant,
    records: Type.Array(closed({ id: Uuid, version: Version, sha256: Sha256 }), { maxItems: MOST_RECORDS }),
  },
  {
    $id: 'DossierSeal',
    description:
      'What was sealed when the dossier was sent: its `sha256` is the SHA-256 of the RFC 8785 form of this very object.',
  },
)
export type DossierSeal = Static<typeof DossierSeal>

const dossier = {
  id: Uuid,
  reference: Type.String({ maxLength: 20, examples: ['D-0012'] }),
  title,
  recipient,
  recipient_kind: ref(Coded),
  purpose: nullable(purpose),
  introduction: nullable(introduction),
  state: oneOf(DOSSIER_STATES),
  audience: oneOf(['public', 'partners'], { description: 'Whose documents such a recipient gets.' }),
  records: Type.Integer({ minimum: 0 }),
  refused: Type.Integer({ minimum: 0, description: 'How many of them could not go today.' }),
  since: nullable(
    Type.Unsafe<Record<Since, number>>(
      closed(Object.fromEntries(SINCE.map((name) => [name, Type.Integer({ minimum: 0 })])), {
        description: 'How many records are in each state since the sending; null in a draft.',
      }),
    ),
  ),
  sent_at: nullable(Instant),
  sent_by: nullable(ref(Named)),
  sha256: nullable(Sha256, { description: 'Of the whole, printed on its papers; see `sealed`.' }),
  created_by: nullable(ref(Named)),
  created_at: Instant,
  updated_at: Instant,
  transitions: Type.Array(oneOf(DOSSIER_TRANSITIONS), { maxItems: 10 }),
}
export const DossierSummary = closed(dossier, { $id: 'DossierSummary', description: 'A dossier in a list.' })
export type DossierSummary = Static<typeof DossierSummary>
export const DossierPage = pageOf(DossierSummary, 'DossierPage')

export const Dossier = closed(
  {
    ...dossier,
    items: Type.Array(ref(DossierItem), { maxItems: MOST_RECORDS }),
    sealed: nullable(ref(DossierSeal)),
  },
  {
    $id: 'Dossier',
    description:
      'A selection of records for a public authority. A draft follows its records; what was sent is frozen, and tells what has changed since.',
  },
)
export type Dossier = Static<typeof Dossier>

export const DossierQuery = closed({
  ...PageQuery,
  state: repeated(oneOf(DOSSIER_STATES)),
  recipient_kind: repeated(Code),
  innovation: repeated(Uuid, { description: 'Dossiers that hold one of these records.' }),
})
export type DossierQuery = Static<typeof DossierQuery>

const written = {
  purpose: Type.Optional(nullable(purpose)),
  introduction: Type.Optional(nullable(introduction)),
}
export const DossierCreation = closed(
  { title, recipient, recipient_kind: Code, ...written },
  {
    $id: 'DossierCreation',
    examples: [
      {
        title: 'Protection de l’enfance et lutte contre les exclusions',
        recipient: 'Haut-commissariat à l’Économie sociale et solidaire et à l’innovation sociale',
        recipient_kind: 'haut-commissariat-ministeres',
        purpose: 'Innovations proposées au titre de French Impact',
      },
    ],
  },
)
export type DossierCreation = Static<typeof DossierCreation>

export const DossierPatch = closed(
  {
    title: Type.Optional(title),
    recipient: Type.Optional(recipient),
    recipient_kind: Type.Optional(Code),
    ...written,
  },
  { $id: 'DossierPatch', examples: [{ purpose: null }] },
)
export type DossierPatch = Static<typeof DossierPatch>

const ids = Type.Array(Uuid, { minItems: 1, maxItems: MOST_RECORDS, uniqueItems: true })
export const DossierAddition = closed({ ids }, { $id: 'DossierAddition', description: 'Records, by their ids.' })
export const DossierOrder = closed(
  { ids },
  { $id: 'DossierOrder', description: 'All records of the dossier, in the order of its papers.' },
)
export const DossierItemPatch = closed({ note: nullable(note) }, { $id: 'DossierItemPatch' })

export const DossierTransitionRequest = closed(
  { transition: oneOf(DOSSIER_TRANSITIONS), comment: Type.Optional(text(5000)) },
  { $id: 'DossierTransitionRequest', examples: [{ transition: 'send' }] },
)
export type DossierTransitionRequest = Static<typeof DossierTransitionRequest>

export const DossierItemParams = closed({ id: Uuid, innovation: Uuid })
export const PaperQuery = closed({
  format: Type.Optional(
    oneOf(PAPER_FORMATS, {
      default: 'pdf',
      description: 'To print (pdf, PDF/UA-1), to write on (docx), to sort and count (csv, for spreadsheets in France).',
    }),
  ),
})
