/** English: the working place of who moderates. */
export const triage = {
  'triage.pane': 'Submissions of the list',
}
