/** English: what becomes of a record between its versions. */
export const publication = {
  'innovation.transition.cancel_publication': 'Cancel the planned publication',
  'innovation.transition.cancel_publication.explained':
    'The record stays as it is; nothing will be published on that date.',
  'innovation.transition.confirm': 'Note that it is up to date',
  'innovation.transition.confirm.explained':
    'The association told you so, by telephone for instance: readers will see today’s date.',
  'innovation.transition.merge': 'Merge into another record',
  'innovation.transition.merge.explained':
    'The other record stays; readers of this one are led there, and partners delete their copy. Nothing is lost: the merger can be undone.',
  'innovation.transition.unmerge': 'Undo the merger',
  'innovation.transition.unmerge.explained': 'The record is again what it was before, for all of its readers.',
  'event.innovation.schedule': 'Publication planned for a date',
  'event.innovation.cancel_publication': 'Planned publication cancelled',
  'event.innovation.publish_refused': 'Planned publication not made',
  'event.innovation.merge': 'Record merged into another',
  'event.innovation.unmerge': 'Merger undone',
  'event.innovation.split': 'Record split in two',
  'event.innovation.ask_confirmation': 'Association asked to confirm',
  'event.innovation.stale': 'Record marked as unconfirmed',
  'event.innovation.announce_withdrawal': 'Withdrawal announced to the association',
} as const
