import { BACKUP_HOURS, type BackupState } from '@essaim/shared/backups.ts'
import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { NO_ARCHIVE } from '../db/embedded/cluster.ts'

type Seen = {
  at: Date | null
  made_by: 'essaim' | 'server'
  bytes: number | null
  verified_at: Date | null
  archived: boolean
  kept_at: Date | null
  failing_since: Date | null
}

/** The last backup, and whether the log that was written since is kept too. */
export async function findBackupState(db: Db, now = new Date()): Promise<BackupState> {
  const { rows } = await sql<Seen>`
    select b.at, b.made_by, b.bytes, b.verified_at,
      current_setting('archive_mode') <> 'off' and current_setting('archive_command') not in ('', ${NO_ARCHIVE}) as archived,
      a.last_archived_time as kept_at,
      case when a.last_failed_time > coalesce(a.last_archived_time, '-infinity') then a.last_failed_time end as failing_since
    from pg_stat_archiver a
    left join (select * from backup order by at desc limit 1) as b on true`.execute(db)
  const [seen] = rows
  const last = seen?.at
    ? {
        at: seen.at.toISOString(),
        made_by: seen.made_by,
        bytes: seen.bytes,
        verified_at: seen.verified_at?.toISOString() ?? null,
      }
    : null
  return {
    last,
    late: last === null || now.getTime() - Date.parse(last.at) > BACKUP_HOURS * 3_600_000,
    archive: seen?.archived
      ? {
          kept_at: seen.kept_at?.toISOString() ?? null,
          failing_since: seen.failing_since?.toISOString() ?? null,
        }
      : null,
  }
}
