import type { FastifyInstance } from 'fastify'

/**
 * Stored documents speak of the address at which they are served. When the service moves to another one, its published
 * records are projected again by a job; a process that starts at the same address changes nothing.
 */
export async function adoptBaseUrl(app: FastifyInstance): Promise<void> {
  const url = app.publicUrl()
  await app.db.transaction().execute(async (trx) => {
    const head = await trx.selectFrom('feed_head').select('base_url').forUpdate().executeTakeFirstOrThrow()
    if (head.base_url === url) return
    await trx.updateTable('feed_head').set({ base_url: url }).execute()
    if (head.base_url !== null) await app.jobs.reproject(trx, {})
  })
}
