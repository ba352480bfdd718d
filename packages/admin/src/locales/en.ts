import { absences } from './en/absences.ts'
import { association } from './en/association.ts'
import { backups } from './en/backups.ts'
import { campaigns } from './en/campaigns.ts'
import { census } from './en/census.ts'
import { censusEvents } from './en/census-events.ts'
import { corrections } from './en/corrections.ts'
import { decisions } from './en/decisions.ts'
import { desk } from './en/desk.ts'
import { dialogue } from './en/dialogue.ts'
import { directory } from './en/directory.ts'
import { dossiers } from './en/dossiers.ts'
import { editor } from './en/editor.ts'
import { evaluations } from './en/evaluations.ts'
import { history } from './en/history.ts'
import { invitations } from './en/invitations.ts'
import { letters } from './en/letters.ts'
import { moderation } from './en/moderation.ts'
import { publication } from './en/publication.ts'
import { shell } from './en/shell.ts'
import { staff } from './en/staff.ts'
import { triage } from './en/triage.ts'
import { usage } from './en/usage.ts'
import { webhooks } from './en/webhooks.ts'
import type { MessageKey } from './fr.ts'

/** Every message in English; the type refuses a missing or an unknown key. */
export const en: Record<MessageKey, string> = {
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
  ...editor,
  ...censusEvents,
  ...corrections,
  ...decisions,
  ...desk,
  ...evaluations,
  ...history,
  ...invitations,
  ...letters,
}
