import type { EditState } from '@essaim/shared/version-edits.ts'

/** What is said of edits on the association's behalf, in French. */
export const editWords = {
  title: 'Modifié par la fédération',
  waiting: (n: number) =>
    n === 1 ? 'Une modification attend votre accord' : `${n} modifications attendent votre accord`,
  lead: 'En préparant la fiche, la fédération propose de changer ce que vous avez dit. Rien n’est publié sans votre réponse.',
  others: (n: number) =>
    n === 1 ? 'Une modification déjà faite ou tranchée' : `${n} modifications déjà faites ou tranchées`,
  before: 'Votre réponse',
  after: 'Ce qui est proposé',
  nothing: 'Pas de réponse',
  accept: 'Accepter',
  refuse: 'Refuser',
  why: 'Pourquoi ? (facultatif)',
  refuse_yes: 'Confirmer le refus',
  states: {
    applied: 'retouche de style, déjà dans la fiche',
    proposed: 'en attente de votre réponse',
    accepted: '✓ acceptée',
    refused: 'refusée',
    withdrawn: 'retirée par la fédération',
  } satisfies Record<EditState, string> as Record<EditState, string>,
}
