/** English: what happened, told. */
export const history = {
  'history.whole': 'History',
  'history.all': 'The whole history',
  'history.none': 'Nothing of the kind has happened yet.',
  'history.anchor': 'Link to this entry',
  'history.changes': 'What changed, question by question ({count})',
  'history.no-longer-asked': 'This question is no longer asked.',
  'history.topic': 'What the history shows',
  'history.topic.all': 'All',
  'history.topic.decisions': 'Decisions',
  'history.topic.answers': 'Answers and corrections',
  'history.topic.exchanges': 'Exchanges',
  'history.topic.publication': 'Publication',
}
