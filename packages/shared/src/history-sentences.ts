import type { AnswerChange, Event } from './events.ts'
import type { WithdrawalReason } from './innovations.ts'

export type Language = 'fr' | 'en'

/** An entry of a history, told: who did what, about which question, what they said, and what of the answers it changed. */
export type Sentence = { text: string; question: string | null; said: string | null; changes: AnswerChange[] }

type Detail = Record<string, unknown>
type Words = string | ((detail: Detail) => string)
type Told = { fr: Words; en: Words }

const number = (value: unknown) => (typeof value === 'number' ? ` ${value}` : '')
const counted = (detail: Detail) => changesOf(detail).length

const REASONS: Record<WithdrawalReason, { fr: string; en: string }> = {
  stopped: { fr: 'l’action s’est arrêtée', en: 'the action has stopped' },
  outdated: { fr: 'elle n’est plus à jour', en: 'it is out of date' },
  error: { fr: 'c’était une erreur', en: 'it was a mistake' },
  asked_by_association: { fr: 'l’association l’a demandé', en: 'the association asked for it' },
}
const because = (language: Language) => (detail: Detail) => {
  const reason = REASONS[detail.reason as WithdrawalReason]?.[language]
  return reason ? (language === 'fr' ? ` : ${reason}` : `: ${reason}`) : ''
}

const OPINIONS: Record<string, { fr: string; en: string }> = {
  favourable: { fr: ', avec un avis favorable', en: ', with a favourable opinion' },
  reserved: { fr: ', avec un avis réservé', en: ', with a reserved opinion' },
  unfavourable: { fr: ', avec un avis défavorable', en: ', with an unfavourable opinion' },
}
const opinion = (language: Language, detail: Detail) => OPINIONS[String(detail.opinion)]?.[language] ?? ''

const CONFIRMED: Record<string, { fr: string; en: string }> = {
  still_true: { fr: 'a confirmé que la fiche est toujours exacte', en: 'confirmed that the record still holds' },
  changed: { fr: 'a répondu que l’action a changé', en: 'answered that the action has changed' },
  stopped: { fr: 'a répondu que l’action s’est arrêtée', en: 'answered that the action has stopped' },
  taken_up_elsewhere: { fr: 'a répondu que l’action a essaimé', en: 'answered that others have taken the action up' },
}

/** What each action reads like after the name of who did it. */
const TOLD: Record<string, Told> = {
  'submission.create': { fr: 'a commencé la réponse', en: 'began the answer' },
  'submission.save': {
    fr: (d) => `a modifié ${counted(d) > 1 ? `${counted(d)} réponses` : 'une réponse'}`,
    en: (d) => `changed ${counted(d) > 1 ? `${counted(d)} answers` : 'an answer'}`,
  },
  'submission.move': {
    fr: (d) => `a fait passer la réponse de la version${number(d.from)} à la version${number(d.to)} du questionnaire`,
    en: (d) => `moved the answer from version${number(d.from)} to version${number(d.to)} of the questionnaire`,
  },
  'submission.take_up': {
    fr: (d) =>
      d.to ? 'a indiqué que l’innovation en reprend une autre' : 'a indiqué qu’elle n’en reprend aucune autre',
    en: (d) => (d.to ? 'said that the innovation takes up another' : 'said that it takes up no other'),
  },
  'submission.submit': {
    fr: (d) => (d.revision === 1 ? 'a remis la réponse' : `a remis la réponse (révision${number(d.revision)})`),
    en: (d) => (d.revision === 1 ? 'handed the answer in' : `handed the answer in (revision${number(d.revision)})`),
  },
  'submission.endorse': {
    fr: (d) => `a visé la réponse${opinion('fr', d)}`,
    en: (d) => `endorsed the answer${opinion('en', d)}`,
  },
  'submission.request_changes': { fr: 'a demandé des corrections', en: 'asked for changes' },
  'submission.accept': {
    fr: (d) => (d.endorsement_skipped ? 'a accepté la réponse, sans attendre de visa' : 'a accepté la réponse'),
    en: (d) => (d.endorsement_skipped ? 'accepted the answer, without an endorsement' : 'accepted the answer'),
  },
  'submission.reject': { fr: 'a refusé la réponse', en: 'rejected the answer' },
  'submission.withdraw': { fr: 'a retiré la réponse', en: 'withdrew the answer' },
  'submission.escalate': { fr: 'a fait remonter la réponse au siège', en: 'escalated the answer to headquarters' },
  'submission.give_back': { fr: 'a rendu la réponse à la délégation', en: 'gave the answer back to the delegation' },
  'submission.remind': { fr: 'a relancé la délégation', en: 'reminded the delegation' },
  'submission.undo': { fr: 'est revenu sur sa décision', en: 'undid the decision' },
  'submission.reroute': {
    fr: (d) =>
      d.to ? 'a confié la réponse à une autre délégation' : 'a rendu la réponse à la délégation de son territoire',
    en: (d) => (d.to ? 'put another delegation in charge' : 'gave the answer back to its own delegation'),
  },
  'submission.sign_off': {
    fr: 'a approuvé la réponse au nom de l’association',
    en: 'approved the answer for the association',
  },
  'submission.claim': { fr: 'a pris la réponse en main', en: 'took the answer in hand' },
  'submission.take_over': { fr: 'a repris la réponse à un collègue', en: 'took the answer over from a colleague' },
  'submission.release': { fr: 'a reposé la réponse', en: 'put the answer back' },
  'submission.assign': {
    fr: (d) => (d.to ? 'a attribué la réponse' : 'a retiré l’attribution de la réponse'),
    en: (d) => (d.to ? 'assigned the answer' : 'unassigned the answer'),
  },
  'submission.note_point': { fr: 'a noté un point à corriger', en: 'noted a point to correct' },
  'submission.drop_point': { fr: 'a retiré un point à corriger', en: 'dropped a point to correct' },
  'submission.answer_point': {
    fr: (d) => (d.kept_because ? 'a maintenu sa réponse sur un point à corriger' : 'a répondu à un point à corriger'),
    en: (d) => (d.kept_because ? 'kept the answer on a point to correct' : 'answered a point to correct'),
  },
  'submission.close_point': { fr: 'a clos un point à corriger', en: 'closed a point to correct' },
  'submission.reopen_point': { fr: 'a rouvert un point à corriger', en: 'reopened a point to correct' },
  'evaluation.begin': { fr: 'a commencé une évaluation', en: 'began an evaluation' },
  'evaluation.give': { fr: 'a rendu son évaluation', en: 'gave an evaluation' },
  'evaluation.reopen': { fr: 'a repris son évaluation', en: 'reopened an evaluation' },
  'file.create': { fr: 'a joint un fichier', en: 'attached a file' },
  'file.delete': { fr: 'a retiré un fichier', en: 'removed a file' },
  'message.send': { fr: 'a écrit à l’association', en: 'wrote to the association' },
  'message.reply': { fr: 'a répondu à la fédération', en: 'replied to the federation' },
  'message.note': { fr: 'a laissé une note interne', en: 'left an internal note' },
  'message.take_back': { fr: 'a repris un message avant son départ', en: 'took a message back before it left' },
  'thread.lock': { fr: 'a fermé la conversation', en: 'closed the conversation' },
  'thread.unlock': { fr: 'a rouvert la conversation', en: 'reopened the conversation' },
  'help_request.create': { fr: 'a demandé de l’aide', en: 'asked for help' },
  'innovation.version': {
    fr: (d) => `a préparé la version${number(d.number)} de la fiche`,
    en: (d) => `prepared version${number(d.number)} of the record`,
  },
  'innovation.edit': {
    fr: (d) => `a retouché la version${number(d.number)} avant publication`,
    en: (d) => `edited version${number(d.number)} before publication`,
  },
  'innovation.propose_edit': {
    fr: 'a proposé à l’association une modification de fond',
    en: 'proposed a change of substance to the association',
  },
  'innovation.accept_edit': { fr: 'a accepté la modification proposée', en: 'accepted the change that was proposed' },
  'innovation.refuse_edit': { fr: 'a refusé la modification proposée', en: 'refused the change that was proposed' },
  'innovation.withdraw_edit': { fr: 'a retiré la modification proposée', en: 'took back the change that was proposed' },
  'innovation.publish': {
    fr: (d) => `a publié la version${number(d.version)} de la fiche`,
    en: (d) => `published version${number(d.version)} of the record`,
  },
  'innovation.schedule': {
    fr: 'a programmé la publication de la fiche',
    en: 'scheduled the publication of the record',
  },
  'innovation.cancel_publication': {
    fr: 'a annulé la publication programmée',
    en: 'cancelled the scheduled publication',
  },
  'innovation.publish_refused': {
    fr: 'n’a pas pu publier la fiche à la date prévue',
    en: 'could not publish the record on the date that was set',
  },
  'innovation.withdraw': {
    fr: (d) => `a retiré la fiche du répertoire${because('fr')(d)}`,
    en: (d) => `withdrew the record from the directory${because('en')(d)}`,
  },
  'innovation.archive': { fr: 'a archivé la fiche', en: 'archived the record' },
  'innovation.merge': {
    fr: (d) => `a fusionné la fiche avec ${d.into_title ? `« ${d.into_title} »` : 'une autre'}`,
    en: (d) => `merged the record into ${d.into_title ? `“${d.into_title}”` : 'another'}`,
  },
  'innovation.unmerge': { fr: 'a annulé la fusion de la fiche', en: 'undid the merge of the record' },
  'innovation.split': { fr: 'a tiré une seconde fiche de celle-ci', en: 'split a second record from this one' },
  'innovation.restrict': {
    fr: (d) => (d.question === '*' ? 'a restreint la diffusion de la fiche' : 'a restreint la diffusion d’une réponse'),
    en: (d) => (d.question === '*' ? 'narrowed who may read the record' : 'narrowed who may read an answer'),
  },
  'innovation.ask_confirmation': {
    fr: (d) =>
      `a demandé à l’association si la fiche est toujours d’actualité${d.recipients === 0 ? ', sans avoir à qui écrire' : ''}`,
    en: (d) =>
      `asked the association whether the record still holds${d.recipients === 0 ? ', with nobody to write to' : ''}`,
  },
  'innovation.stale': {
    fr: 'a signalé aux lecteurs que la fiche n’est pas confirmée',
    en: 'told readers that the record is not confirmed',
  },
  'innovation.announce_withdrawal': {
    fr: 'a annoncé à l’association le retrait de la fiche',
    en: 'announced the withdrawal of the record to the association',
  },
  'innovation.confirm': {
    fr: (d) => CONFIRMED[String(d.answer)]?.fr ?? 'a répondu à la demande de confirmation',
    en: (d) => CONFIRMED[String(d.answer)]?.en ?? 'answered the request to confirm',
  },
}

const ACTORS: Record<Event['actor']['kind'], { fr: string; en: string }> = {
  anonymous: { fr: 'Quelqu’un', en: 'Somebody' },
  staff: { fr: 'Un membre de l’équipe', en: 'A member of staff' },
  respondent: { fr: 'L’association', en: 'The association' },
  key: { fr: 'Un partenaire', en: 'A partner' },
  operator: { fr: 'L’exploitant', en: 'The operator' },
  job: { fr: 'Le système', en: 'The system' },
}

const standingIn = ({ on_behalf_of }: Event['actor'], language: Language) => {
  if (!on_behalf_of) return ''
  return language === 'fr' ? `, suppléant ${on_behalf_of.name},` : `, standing in for ${on_behalf_of.name},`
}

/** The answers that an entry says to have changed; earlier versions of Essaim kept them as `{question: [before, after]}`. */
export function changesOf(detail: Detail | null): AnswerChange[] {
  const changes = detail?.changes
  if (Array.isArray(changes)) return changes as AnswerChange[]
  return Object.entries((changes ?? {}) as Record<string, [unknown, unknown]>).map(([question, [before, after]]) => ({
    question,
    before: before ?? null,
    after: after ?? null,
  }))
}

/** What was said with it, in free text: a coded reason is part of the sentence. */
const saidIn = ({ comment, kept_because, reason }: Detail): string | null =>
  [comment, kept_because, reason].find(
    (text): text is string => typeof text === 'string' && text !== '' && !Object.hasOwn(REASONS, text),
  ) ?? null

/** An entry as a sentence; of an action that is newer than these words, its bare name. */
export function sentenceOf(entry: Pick<Event, 'actor' | 'action' | 'detail'>, language: Language): Sentence {
  const detail = entry.detail ?? {}
  const words = TOLD[entry.action]?.[language]
  const told = typeof words === 'function' ? words(detail) : words
  const who = `${entry.actor.name ?? ACTORS[entry.actor.kind][language]}${standingIn(entry.actor, language)}`
  const erased = entry.detail === null ? { fr: ' (détail effacé)', en: ' (detail erased)' }[language] : ''
  return {
    text: told ? `${who} ${told}${erased}.` : `${who}${language === 'fr' ? ' : ' : ': '}${entry.action}${erased}.`,
    question: typeof detail.question === 'string' && detail.question !== '*' ? detail.question : null,
    said: saidIn(detail),
    changes: changesOf(detail),
  }
}

/** The actions that there are words for. */
export const TOLD_ACTIONS = Object.keys(TOLD)
