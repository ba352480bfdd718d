import type { recordWords as fr } from './record-words-fr.ts'

/** What is said of records and of approvals, in English. */
export const recordWords: typeof fr = {
  similar: 'Close to what is already known here',
  similar_own: 'your association’s',
  preview: 'The record as it will be seen by…',
  readers: { public: 'Everyone', partners: 'The partners', members: 'The members' },
  preview_none: 'The record will not be shown to them.',
  withdrawn: 'Out of the directory',
  withdrawn_next: 'The record is no longer in the directory.',
  approval_title: 'Approve your association’s answer',
  approval_lead:
    'An answer to the census of innovations was sent in the name of your association. By approving it, you say that it speaks for you. This link works once.',
  approve: 'Approve',
  approving: 'Sending…',
  approved_title: 'Approved, thank you',
  approved: (title, association) => `“${title}” is approved in the name of ${association}.`,
  approval_used:
    'This link was used already, or another answer took the place of this one. There is nothing else to do.',
  approve_here: 'Approve in the name of the association',
  signed_off: (office, when) => `Approved by ${office} on ${when}.`,
  not_signed_off: 'The president or the general director has not approved it yet.',
  offices: { president: 'the president', general_director: 'the general director' },
  records_title: 'Your published records',
  records_lead: 'Say in one click whether they still hold.',
  confirmed_on: (when) => `Confirmed on ${when}`,
  answers: {
    still_true: 'Still true',
    changed: 'It has changed',
    stopped: 'It has stopped',
    taken_up_elsewhere: 'Taken up elsewhere',
  },
  noted: 'Noted, thank you.',
  stop_title: 'Has this innovation stopped?',
  stop_note: 'The record leaves the directory at once, and partner federations are told.',
  stop_yes: 'Yes, it has stopped',
  stop_no: 'No',
  text_title: 'For your own site',
  copy: 'Copy the text',
  copied: 'Copied',
}
