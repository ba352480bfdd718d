import { PgBoss } from 'pg-boss'

/** The queues, and how hard each tries. */
export const QUEUES = {
  reproject: {
    retryLimit: 20,
    retryBackoff: true,
    retryDelay: 1,
    expireInSeconds: 300,
    heartbeatSeconds: 10,
    retentionSeconds: 60 * 86_400,
  },
  mail: {
    retryLimit: 48,
    retryBackoff: true,
    retryDelay: 5,
    retryDelayMax: 3600,
    expireInSeconds: 120,
    heartbeatSeconds: 10,
    retentionSeconds: 60 * 86_400,
  },
  campaign: {
    retryLimit: 20,
    retryBackoff: true,
    retryDelay: 1,
    expireInSeconds: 600,
    heartbeatSeconds: 10,
    retentionSeconds: 86_400,
  },
  move_drafts: {
    retryLimit: 20,
    retryBackoff: true,
    retryDelay: 1,
    expireInSeconds: 300,
    heartbeatSeconds: 10,
    retentionSeconds: 60 * 86_400,
  },
  // one looks for all that is due
  publication: {
    policy: 'stately',
    retryLimit: 5,
    retryBackoff: true,
    retryDelay: 5,
    expireInSeconds: 600,
    heartbeatSeconds: 10,
    retentionSeconds: 86_400,
  },
  upkeep: {
    policy: 'stately',
    retryLimit: 5,
    retryBackoff: true,
    retryDelay: 60,
    expireInSeconds: 3600,
    heartbeatSeconds: 10,
    retentionSeconds: 86_400,
  },
  signing_keys: { retryLimit: 3, expireInSeconds: 300, heartbeatSeconds: 10, retentionSeconds: 86_400 },
  endings: { retryLimit: 3, expireInSeconds: 300, heartbeatSeconds: 10, retentionSeconds: 86_400 },
  silence: { retryLimit: 3, expireInSeconds: 300, heartbeatSeconds: 10, retentionSeconds: 86_400 },
  daily_notices: { retryLimit: 3, expireInSeconds: 300, heartbeatSeconds: 10, retentionSeconds: 86_400 },
  checkpoint: { retryLimit: 3, expireInSeconds: 300, heartbeatSeconds: 10, retentionSeconds: 86_400 },
  // one looks for all: it waits, or works, once
  export: {
    policy: 'stately',
    retryLimit: 5,
    retryBackoff: true,
    retryDelay: 5,
    expireInSeconds: 3600,
    heartbeatSeconds: 10,
    retentionSeconds: 86_400,
  },
  // the same: it brings all that is new
  backups: {
    policy: 'stately',
    retryLimit: 20,
    retryBackoff: true,
    retryDelay: 5,
    retryDelayMax: 600,
    expireInSeconds: 3600,
    heartbeatSeconds: 10,
    retentionSeconds: 86_400,
  },
  tidy: { retryLimit: 0, expireInSeconds: 300, heartbeatSeconds: 10, retentionSeconds: 86_400 },
} as const
export type QueueName = keyof typeof QUEUES

/** Makes or brings up to date the queue's own tables; a step of migration, by the role that owns. */
export async function installQueues(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    supervise: false,
    schedule: false,
    max: 2,
    application_name: 'essaim migration',
  })
  boss.on('error', () => undefined)
  await boss.start()
  try {
    for (const [name, options] of Object.entries(QUEUES)) {
      // a policy is for good
      const { policy: _, ...changeable } = { policy: undefined, ...options }
      if (await boss.getQueue(name)) await boss.updateQueue(name, changeable)
      else await boss.createQueue(name, options)
    }
  } finally {
    await boss.stop({ graceful: false })
  }
}
