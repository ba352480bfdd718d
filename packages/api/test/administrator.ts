import { loadConfig } from '../src/config.ts'
import type { DatabaseUrls } from '../src/db/reach.ts'
import { prepareDatabase } from '../src/start.ts'

/** The administrator of every test database. */
export const ADMINISTRATOR = { email: 'admin@essaim.example', password: 'essaims-de-mai-1926' }

/** Loads what a migrated database needs before it can serve, with this administrator. */
export async function prepareWithAdministrator(urls: DatabaseUrls): Promise<void> {
  const config = loadConfig({
    NODE_ENV: 'test',
    ESSAIM_DEMO: '0',
    ESSAIM_ADMIN_EMAIL: ADMINISTRATOR.email,
    ESSAIM_ADMIN_PASSWORD: ADMINISTRATOR.password,
  })
  if (Array.isArray(config)) throw new Error(config.join('\n'))
  await prepareDatabase(config, urls, () => undefined)
}
