import type { Field, Question } from '@essaim/shared/questionnaires/model.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { choicesOf } from './blank-spaces.ts'

/** A longer list is not read out in a line. */
const MOST_NAMED = 16
const NUMBER = new Intl.NumberFormat('fr')
const some = (count: number, word: string) => `${NUMBER.format(count)}\u00a0${word}${count > 1 ? 's' : ''}`

/** Whether a question has to be answered, and by when. */
export const tagOf = ({ required, kind }: Question): string => {
  if (required === 'submit') return kind === 'consent' ? 'nécessaire' : 'nécessaire pour envoyer'
  return required === 'publish' ? 'nécessaire avant la publication' : 'facultatif'
}

/** What is to be known before answering: the help, the kind and size of the answer, and who will read it. */
export function notesOf(question: Question, terms: Terms, numberOf: (code: string) => string): string[] {
  return [
    question.help?.fr ?? '',
    kindOf(question),
    /caractères/.test(question.help?.fr ?? '') ? '' : sizeOf(question),
    question.kind === 'repeat' ? fieldChoices(question, terms) : '',
    readersOf(question, numberOf),
  ].filter(Boolean)
}

function kindOf({ kind, max_items, vocabulary }: Question): string {
  if (vocabulary === 'departements') return 'Les noms ou les numéros des départements.'
  switch (kind) {
    case 'choice':
      return 'Une seule réponse.'
    case 'multichoice':
      return `Plusieurs réponses possibles${max_items ? `, ${NUMBER.format(max_items)} au plus` : ''}.`
    case 'tags':
      return 'Des mots séparés par des virgules.'
    case 'month':
      return 'Le mois et l’année.'
    case 'date':
      return 'Le jour, le mois et l’année.'
    case 'departement':
      return 'Le nom ou le numéro du département.'
    case 'file':
      return 'À joindre en ligne.'
    case 'repeat':
      return max_items ? `Jusqu’à ${NUMBER.format(max_items)} en ligne.` : ''
    default:
      return ''
  }
}

function sizeOf({ kind, min_length, max_length, min, max }: Question): string {
  if (kind === 'text' || kind === 'longtext') {
    if (min_length && max_length) return `De ${NUMBER.format(min_length)} à ${some(max_length, 'caractère')}.`
    if (max_length) return `${some(max_length, 'caractère')} au plus.`
    return min_length ? `Au moins ${some(min_length, 'caractère')}.` : ''
  }
  if (min !== undefined && max !== undefined) return `De ${NUMBER.format(min)} à ${NUMBER.format(max)}.`
  if (max !== undefined) return `${NUMBER.format(max)} au plus.`
  return min !== undefined && min !== 0 ? `Au moins ${NUMBER.format(min)}.` : ''
}

/** What the columns of a group offer, in a line each: there is no room for boxes in them. */
function fieldChoices({ fields }: Question, terms: Terms): string {
  const offered = (field: Field): string => {
    const { items, left_out } = choicesOf(field, terms)
    if (items.length === 0 || items.length > MOST_NAMED || left_out > 0) return ''
    return `${field.label.fr} : ${items.map(({ label }) => label).join(' / ')}.`
  }
  return (fields ?? []).map(offered).filter(Boolean).join(' ')
}

/** Who will read the answer; nothing where everybody may. */
function readersOf({ audience, kind, options }: Question, numberOf: (code: string) => string): string {
  if (typeof audience === 'object')
    return `Lu selon votre réponse à la question ${numberOf(audience.from)}, et jamais au-delà ${BEYOND[audience.ceiling]}.`
  if (kind === 'consent' || options?.some((option) => option.audience)) return ''
  return READERS[audience]
}

const READERS = {
  public: '',
  partners: 'Lu par les adhérents et les fédérations partenaires, pas par le public.',
  members: 'Lu par les adhérents, pas par le public.',
  staff: 'Lu par la fédération seule.',
}
const BEYOND = {
  public: 'du public',
  partners: 'des fédérations partenaires',
  members: 'des adhérents',
  staff: 'de la fédération',
}
