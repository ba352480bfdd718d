import type { NoticeKind } from '@essaim/shared/notifications.ts'
import { typeset } from '../letters/typography.ts'

/** What a notice is about: the submission or the record, its association, and who did something. */
export type Spoken = { title: string | null; association: string | null; by: string | null }

const SENTENCES: Record<NoticeKind, (what: string, by: string) => string> = {
  message_received: (what, by) => `${by} vous a écrit au sujet de ${what}`,
  note_written: (what, by) => `${by} a laissé une note sur ${what}`,
  submission_assigned: (what, by) => `${by} vous a confié ${what}`,
  submission_received: (what) => `${what} attend votre lecture`,
  corrections_answered: (what) => `${what} revient corrigée`,
  submission_rerouted: (what) => `${what} est confiée à votre délégation`,
  submission_overdue: (what) => `${what} attend toujours votre lecture`,
  submission_escalated: (what) => `${what} est remontée au siège`,
  submission_endorsed: (what, by) => `${by} a visé ${what} : au siège de décider`,
  submission_decided: (what, by) => `${by} a décidé de la suite donnée à ${what}`,
  submission_withdrawn: (what) => `${what} est retirée par son association`,
  edit_answered: (what) => `L’association a répondu aux modifications proposées pour ${what}`,
  record_restricted: (what) => `L’association a restreint la diffusion de ${what}`,
  record_withdrawn: (what) => `L’association a retiré ${what} du répertoire`,
  publication_refused: (what) => `${what} n’a pas paru à la date prévue : il y manque quelque chose`,
  withdrawal_announced: (what) => `${what} quittera le répertoire si l’association ne la confirme pas`,
}

/** A notice in one French sentence. */
export function sentenceOf(kind: NoticeKind, { title, association, by }: Spoken): string {
  const what = `« ${title ?? 'Sans titre'} »${association ? ` (${association})` : ''}`
  return typeset(SENTENCES[kind](what, by ?? 'La fédération'))
}

export type Told = Spoken & { kind: NoticeKind; url: string }

/** The mail that tells of these; they come in the order in which they happened. */
export function mailOf(told: readonly Told[], settingsUrl: string): { subject: string; body: string } {
  const [first] = told
  const sentences = told.map(({ url, ...one }) => `${sentenceOf(one.kind, one)}\n${url}`)
  return {
    subject:
      told.length === 1 && first ? sentenceOf(first.kind, first) : `Essaim : ${told.length} nouvelles de la modération`,
    body: [
      'Bonjour,',
      ...sentences,
      typeset(`Vous choisissez ce que vous recevez, et quand, dans la console :\n${settingsUrl}`),
    ].join('\n\n'),
  }
}
