import type { backups as french } from '../fr/backups.ts'

/** English: backups. */
export const backups: Record<keyof typeof french, string> = {
  'kind.backup': 'Backup',
  'event.backup.create': 'Backup made',
  'event.backup.verify': 'Backup tried',
  'event.backup.restore': 'Database restored',
  'backup.title': 'Backup',
  'backup.alarm': 'To tell whoever operates Essaim',
  'backup.none': 'No backup has been made: everything would be lost with the machine.',
  'backup.late': 'The last backup is too old ({ago}).',
  'backup.failing': 'What is written is not kept apart any more ({ago}).',
  'backup.last': 'Last backup',
  'backup.verified': 'Restored on trial',
  'backup.verified.never': 'Not yet',
  'backup.size': 'Size of the database',
  'backup.by': 'Made by',
  'backup.by.server': 'The PostgreSQL server’s own tools',
  'backup.log': 'What was written is kept until',
  'backup.log.soon': 'In the minutes to come',
  'backup.log.none': 'Not kept since',
}
