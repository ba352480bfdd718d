import type { corrections as french } from '../fr/corrections.ts'

/** English: what is to be corrected, point by point, and what is written on an association's behalf. */
export const corrections: Record<keyof typeof french, string> = {
  'points.title': 'Points to correct',
  'points.note': 'Note a point',
  'points.edit': 'Change',
  'points.drop': 'Delete',
  'points.close': 'Close',
  'points.let-go': 'No longer ask',
  'points.reopen': 'Reopen',
  'points.keep-for': 'Answer for the association',
  'points.keep-why': 'Why the answer is kept',
  'points.note.explained': 'This note stays among you until the next request for changes, which sends it.',
  'points.noted': 'The point is noted.',
  'points.kind': 'Nature',
  'points.kind.incomplete': 'Incomplete',
  'points.kind.incorrect': 'To be revised',
  'points.kind.update': 'To be updated',
  'points.reason': 'What the association should know',
  'points.reason.hint': 'It will read this at the question, as it is.',
  'points.reason.required': 'A few words are needed.',
  'points.proposed': 'Proposed wording',
  'points.proposed.hint': 'Optional: the association may take it over at once.',
  'points.state.note': 'Note',
  'points.state.open': 'Waiting',
  'points.state.answered': 'Answered',
  'points.state.closed': 'Closed',
  'points.state.reopened': 'Reopened',
  'points.answer.changed': 'Corrected',
  'points.answer.taken_over': 'Wording taken over',
  'points.answer.kept': 'Answer kept',
  'points.kept': 'Kept: “{because}”',
  'points.by': '{who}, {when}',
  'points.notes':
    '{count, plural, one {One note, not sent yet:} other {# notes, not sent yet:}} they leave with the next request for changes.',
  'points.settled': '{count, plural, one {One point settled} other {# points settled}}',
  'points.here': '{count, plural, one {One point} other {# points}}',
  'points.to-send':
    '{count, plural, one {One point leaves with this message:} other {# points leave with this message:}}',
  'points.none-to-send':
    'No point is noted. To say which question to correct, close this window and note points as you read.',
}
