import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { StartFailure } from '../../lib/start-failure.ts'
import { exists, writePrivate } from './files.ts'

export type Passwords = { postgres: string; essaim_owner: string; essaim_app: string }

export type PostgresUrls = {
  /** The role that owns the database and migrates. */
  ownerUrl: string
  /** The role that the application uses: it owns nothing. */
  appUrl: string
  superUrl: string
  /** The superuser's, in the application's database. */
  inspectionUrl: string
}

/** Where the passwords of a data directory lie. */
export const PASSWORDS_FILE = 'passwords.json'

/** Reads the passwords of that data directory, or makes them when there is no cluster yet that they could open. */
export async function findPasswords(dataDir: string, clusterDir: string): Promise<Passwords> {
  const path = join(dataDir, PASSWORDS_FILE)
  if (await exists(path)) return JSON.parse(await readFile(path, 'utf8')) as Passwords
  if (await exists(clusterDir)) {
    throw new StartFailure(`Le fichier des mots de passe de la base a disparu : ${path}.`)
  }
  const made = () => randomBytes(24).toString('base64url')
  const passwords = { postgres: made(), essaim_owner: made(), essaim_app: made() }
  await writePrivate(path, JSON.stringify(passwords))
  return passwords
}

/** The addresses of the database for each of our roles. */
export function urlsOf(passwords: Passwords, port: number): PostgresUrls {
  return {
    ownerUrl: urlOf('essaim_owner', passwords, port, 'essaim'),
    appUrl: urlOf('essaim_app', passwords, port, 'essaim'),
    superUrl: urlOf('postgres', passwords, port, 'postgres'),
    inspectionUrl: urlOf('postgres', passwords, port, 'essaim'),
  }
}

function urlOf(role: keyof Passwords, passwords: Passwords, port: number, database: string): string {
  return `postgres://${role}:${passwords[role]}@127.0.0.1:${port}/${database}`
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Makes, as often as asked, the owner who migrates, the application that owns nothing, and their database; says the version. */
export async function prepareRoles(passwords: Passwords, port: number): Promise<string> {
  const version = await withClient(urlOf('postgres', passwords, port, 'postgres'), async (client) => {
    for (const role of ['essaim_owner', 'essaim_app'] as const) {
      const known = await client.query('select from pg_roles where rolname = $1', [role])
      const verb = known.rowCount === 0 ? 'create' : 'alter'
      await client.query(
        `${verb} role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${client.escapeLiteral(passwords[role])}`,
      )
    }
    const known = await client.query("select from pg_database where datname = 'essaim'")
    if (known.rowCount === 0) await client.query('create database essaim owner essaim_owner')
    await client.query('revoke all on database essaim from public')
    await client.query('grant connect on database essaim to essaim_app')
    const shown = await client.query<{ server_version: string }>('show server_version')
    return shown.rows[0]?.server_version ?? ''
  })
  return version.split(' ')[0] ?? version
}
