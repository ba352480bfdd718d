/** French: the working place of who moderates. */
export const triage = {
  'triage.pane': 'Réponses de la liste',
} as const
