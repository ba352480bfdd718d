import { BackupState } from '@essaim/shared/backups.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ACCESS } from '../plugins/access.ts'
import { findBackupState } from './queries.ts'

/** How much would be lost with the machine. */
export const backupRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/backups/state',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'getBackupState',
        tags: ['federation'],
        summary: 'Read how old the last backup is',
        description:
          'The last backup and when it was last restored on trial; `archive` says whether what was written since is kept as well, null where nothing keeps it. Backups are made and restored by the operator’s commands.',
        response: { 200: ref(BackupState) },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return findBackupState(app.db)
    },
  )
}
