import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, nullable, oneOf, ref } from './schema.ts'

/** How old the last backup may be before it is too old: a night, and the time to notice. */
export const BACKUP_HOURS = 30

export const Backup = closed(
  {
    at: { ...Instant, description: 'What it restores to by itself.' },
    made_by: oneOf(['essaim', 'server'], {
      description: '`essaim backup`, or the tools of a server of the operator’s own.',
    }),
    bytes: nullable(Type.Integer({ minimum: 0, description: 'Of the database; null where another tool made it.' })),
    verified_at: nullable(Instant),
  },
  { $id: 'Backup', description: 'A copy of everything that can be restored.' },
)
export type Backup = Static<typeof Backup>

export const LogArchive = closed(
  { kept_at: nullable(Instant), failing_since: nullable(Instant) },
  { $id: 'LogArchive', description: 'What was written since, kept as it is written: any moment can be restored.' },
)
export type LogArchive = Static<typeof LogArchive>

export const BackupState = closed(
  {
    last: nullable(ref(Backup)),
    late: Type.Boolean({ description: `Whether there is none of the last ${BACKUP_HOURS} hours.` }),
    archive: nullable(ref(LogArchive)),
  },
  { $id: 'BackupState', description: 'How much would be lost with the machine.' },
)
export type BackupState = Static<typeof BackupState>
