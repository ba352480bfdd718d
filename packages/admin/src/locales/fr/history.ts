/** French: what happened, told. */
export const history = {
  'history.whole': 'Historique',
  'history.all': 'Tout l’historique',
  'history.none': 'Rien de tel n’a encore eu lieu.',
  'history.anchor': 'Lien vers cette entrée',
  'history.changes': 'Ce qui a changé, question par question ({count})',
  'history.no-longer-asked': 'Cette question n’est plus posée.',
  'history.topic': 'Ce que l’historique montre',
  'history.topic.all': 'Tout',
  'history.topic.decisions': 'Décisions',
  'history.topic.answers': 'Réponses et corrections',
  'history.topic.exchanges': 'Échanges',
  'history.topic.publication': 'Publication',
} as const
