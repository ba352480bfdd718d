import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { Field, Question, QuestionnaireContent, Section } from '@essaim/shared/questionnaires/model.ts'
import { dayInWords, typeset } from '../letters/typography.ts'
import { eachText } from '../print/printable.ts'
import type { Block, Part, Sheet } from '../print/sheet.ts'
import { answerInWords, monthInWords, type Names } from '../questionnaires/answer-words.ts'

type Labelled = { label: { fr: string } }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const labelOf = (value: unknown): string =>
  isObject(value) && isObject(value.label) ? String((value as unknown as Labelled).label.fr) : String(value)

/** What documents refer to, by the labels that they carry themselves. */
const NAMES: Names = {
  coded: (_asked: Question | Field, value) => labelOf(value),
  commune: (value) => (isObject(value) && typeof value.name === 'string' ? value.name : String(value)),
  // files stand in a part of their own
  file: () => '',
}

/** What stands at the head of the page, or at its foot. */
const AT_THE_HEAD = ['title', 'pitch', 'nature', 'main_theme', 'stage', 'scale', 'departments', 'started_on', 'license']

/** The answer to a question as the document tells it: under its binding, else among the details. */
function valueIn(document: InnovationDocument, { code, binding }: Question): unknown {
  const members = document as unknown as Record<string, unknown>
  const [member = '', inner] = (binding ?? '').split('.')
  if (member in members)
    return inner === undefined ? members[member] : isObject(members[member]) && members[member][inner]
  return document.details[code]
}

/** A published record to print, from nothing but the document of its audience and the words of its questions. */
export function recordSheet(document: InnovationDocument, content: QuestionnaireContent): Sheet {
  const { title, pitch, association, attribution, license, updated_at } = document
  return {
    title: typeset(title ?? 'Innovation sans titre'),
    author: association?.name ?? attribution,
    kicker: typeset('Fiche d’innovation'),
    lead: pitch ? [typeset(pitch)] : [],
    facts: factsOf(document),
    parts: eachText([...sectionsOf(document, content), ...filesPart(document)], typeset) as Part[],
    foot: typeset(
      `${association?.name ?? attribution} – ${license.label.fr} – mise à jour du ${dayInWords(new Date(updated_at))}`,
    ),
  }
}

function factsOf(document: InnovationDocument): Sheet['facts'] {
  const { association, regional_delegation, nature, main_theme, stage, scale, departments, started_on } = document
  const facts: [string, string | null][] = [
    ['Association', association?.name ?? null],
    ['Délégation', regional_delegation?.name ?? null],
    ['Nature', nature && labelOf(nature)],
    ['Thème principal', main_theme && labelOf(main_theme)],
    ['Stade', stage && labelOf(stage)],
    ['Échelle', scale && labelOf(scale)],
    ['Départements', departments.map(labelOf).join(', ') || null],
    ['Début', started_on && monthInWords(started_on)],
    ['Publiée le', dayInWords(new Date(document.published_at))],
    ['Non confirmée depuis le', document.stale_since && dayInWords(new Date(document.stale_since))],
    ['Licence', document.license.label.fr],
    ['Adresse', document.canonical_url],
  ]
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}

/** Who bears it and whom to ask are read last. */
const isOfPeople = ({ questions }: Section) =>
  questions.some(({ binding }) => /^(bearer|contact)\./.test(binding ?? ''))

const sectionsOf = (document: InnovationDocument, content: QuestionnaireContent): Part[] =>
  content.sections
    .toSorted((a, b) => Number(isOfPeople(a)) - Number(isOfPeople(b)))
    .map(
      ({ title, questions }): Part => ({
        title: title.fr,
        note: '',
        intro: '',
        blocks: questions
          .filter(({ binding, kind }) => !AT_THE_HEAD.includes(binding ?? '') && kind !== 'file')
          .flatMap((question): Block[] => {
            const value = answerInWords(question, valueIn(document, question), NAMES)
            return value ? [{ kind: 'answer', label: question.label.fr, value }] : []
          }),
      }),
    )
    .filter(({ blocks }) => blocks.length > 0)

function filesPart({ files }: InnovationDocument): Part[] {
  if (files.length === 0) return []
  return [
    {
      title: 'Fichiers joints',
      note: '',
      intro: '',
      blocks: files.map(({ name, alternative_text, url }) => ({
        kind: 'answer' as const,
        label: [name, alternative_text].filter(Boolean).join(' – '),
        value: { kind: 'link' as const, text: url, url },
      })),
    },
  ]
}
