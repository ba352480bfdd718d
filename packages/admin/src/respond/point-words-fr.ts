import type { PointAnswer, PointKind } from '@essaim/shared/corrections.ts'

/** What is said of points to correct, in French. */
export const pointWords = {
  title: (n: number) => (n === 1 ? '1 point à corriger' : `${n} points à corriger`),
  all_done: 'Tous les points ont une réponse',
  lead: 'À chaque question signalée, corrigez votre réponse, ou dites pourquoi vous la conservez.',
  send: 'Relire et renvoyer',
  kinds: {
    incomplete: 'Incomplet',
    incorrect: 'À revoir',
    update: 'À mettre à jour',
  } satisfies Record<PointKind, string> as Record<PointKind, string>,
  answers: {
    changed: '✓ Corrigé',
    taken_over: '✓ Repris',
    kept: '✓ Conservé',
  } satisfies Record<PointAnswer, string> as Record<PointAnswer, string>,
  asked: (question: string) => `Correction demandée : ${question}`,
  proposed: 'Formulation proposée',
  take_over: 'Reprendre cette formulation',
  keep: 'Conserver ma réponse',
  keep_why: 'Pourquoi la conserver ?',
  keep_save: 'Enregistrer',
  keep_back: 'Revenir sur ce choix',
  kept: (because: string) => `Vous conservez votre réponse : « ${because} »`,
}
