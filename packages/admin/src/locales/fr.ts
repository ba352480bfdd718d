import { absences } from './fr/absences.ts'
import { association } from './fr/association.ts'
import { backups } from './fr/backups.ts'
import { campaigns } from './fr/campaigns.ts'
import { census } from './fr/census.ts'
import { censusEvents } from './fr/census-events.ts'
import { corrections } from './fr/corrections.ts'
import { decisions } from './fr/decisions.ts'
import { desk } from './fr/desk.ts'
import { dialogue } from './fr/dialogue.ts'
import { directory } from './fr/directory.ts'
import { dossiers } from './fr/dossiers.ts'
import { editor } from './fr/editor.ts'
import { evaluations } from './fr/evaluations.ts'
import { history } from './fr/history.ts'
import { invitations } from './fr/invitations.ts'
import { letters } from './fr/letters.ts'
import { moderation } from './fr/moderation.ts'
import { publication } from './fr/publication.ts'
import { shell } from './fr/shell.ts'
import { staff } from './fr/staff.ts'
import { triage } from './fr/triage.ts'
import { usage } from './fr/usage.ts'
import { webhooks } from './fr/webhooks.ts'

/** Every message in French, which is the language of the house: ICU, under an explicit key. */
export const fr = {
  ...shell,
  ...moderation,
  ...publication,
  ...absences,
  ...association,
  ...dialogue,
  ...directory,
  ...dossiers,
  ...staff,
  ...triage,
  ...usage,
  ...webhooks,
  ...backups,
  ...campaigns,
  ...census,
  ...censusEvents,
  ...corrections,
  ...decisions,
  ...desk,
  ...evaluations,
  ...history,
  ...invitations,
  ...letters,
  ...editor,
} as const
export type MessageKey = keyof typeof fr
