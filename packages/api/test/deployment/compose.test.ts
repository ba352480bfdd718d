import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadConfig, VARIABLES } from '../../src/config.ts'
import { PROJECT_DIR } from '../../src/db/reach.ts'
import { pagePolicy } from '../../src/plugins/security-headers.ts'
import { composeSchema } from './compose-schema.ts'

type Service = {
  image: string
  build?: { context: string; dockerfile: string }
  environment?: Record<string, string>
  volumes?: string[]
  networks: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[] }
  read_only?: boolean
}

const source = readFileSync(join(PROJECT_DIR, 'docker-compose.yml'), 'utf8')
const compose = parse(source) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
  networks: Record<string, unknown>
}
const services = Object.entries(compose.services)
const known: readonly string[] = VARIABLES

/** What Compose puts in place of ${NAME:-default} and ${NAME:?message}. */
function interpolate(value: unknown, given: Record<string, string>): string {
  return String(value).replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, mark?: string, rest = '') => {
    if (given[name]) return given[name]
    if (mark === '-') return rest
    throw new Error(`${name} is required`)
  })
}

const GIVEN = {
  POSTGRES_PASSWORD: '4be1a7c09d2f',
  DATABASE_URL: 'postgres://essaim_app:9c41f0aa37be52d8@postgres/essaim',
  DATABASE_OWNER_URL: 'postgres://essaim_owner:17d2b86ce9f04a35@postgres/essaim',
  ESSAIM_PUBLIC_URL: 'https://essaim.example',
  ESSAIM_ADMIN_EMAIL: 'siege@federation.example',
  ESSAIM_ADMIN_PASSWORD: 'ruche-et-miel-de-tilleul',
}

test('it is a Compose file', () => {
  const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, strictTuples: false }).compile(
    composeSchema,
  )
  validate(compose)
  expect(validate.errors).toBeNull()
})

test('what services refer to exists', () => {
  for (const [, service] of services) {
    for (const network of service.networks) expect(Object.keys(compose.networks)).toContain(network)
    for (const other of Object.keys(service.depends_on ?? {})) {
      expect(compose.services[other]?.healthcheck).toBeDefined()
    }
    for (const volume of service.volumes ?? []) {
      const from = volume.split(':')[0] ?? ''
      if (from.startsWith('.')) expect(existsSync(join(PROJECT_DIR, from)), from).toBe(true)
      else expect(Object.keys(compose.volumes)).toContain(from)
    }
    if (service.build) expect(existsSync(join(PROJECT_DIR, service.build.context, service.build.dockerfile))).toBe(true)
    else expect(service.image).toMatch(/^[a-z]+:\d+\.\d+/)
  }
})

test('every service has a health check and writes to its volumes only', () => {
  for (const [name, service] of services) {
    expect(service.healthcheck?.test.length, name).toBeGreaterThan(1)
    expect(service.read_only, name).toBe(true)
  }
})

describe('variables', () => {
  test("all are the program's own, but for the password of the official image", () => {
    const named = [...source.matchAll(/\$\{(\w+)/g)].map((match) => match[1] as string)
    const given = Object.keys(compose.services.api?.environment ?? {})
    expect([...named, ...given].filter((name) => name !== 'POSTGRES_PASSWORD' && !known.includes(name))).toEqual([])
    // Where the data of the embedded PostgreSQL lie means nothing here; the others are those of `essaim pull`, on a follower's machine.
    expect(known.filter((name) => !given.includes(name))).toEqual([
      'ESSAIM_DATA_DIR',
      'ESSAIM_KEY',
      'ESSAIM_CLIENT_ID',
      'ESSAIM_CLIENT_SECRET',
    ])
  })

  test('no secret is written down, and those that are needed are asked for by name', () => {
    const secret = /PASSWORD|SECRET|TOKEN|DATABASE_(OWNER_)?URL|SMTP_URL/
    for (const [, service] of services) {
      for (const [name, value] of Object.entries(service.environment ?? {})) {
        if (secret.test(name)) expect(value, name).toMatch(/^\$\{\w+:(\?.+|-)\}$/)
      }
    }
    for (const name of Object.keys(GIVEN)) {
      expect(() => interpolate(source, { ...GIVEN, [name]: '' }), name).toThrow(`${name} is required`)
    }
  })

  test('the program starts in production with what is required, and refuses the weak', () => {
    const environment = (given: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(compose.services.api?.environment ?? {}).map(([name, value]) => [
          name,
          interpolate(value, given),
        ]),
      )
    expect(loadConfig(environment(GIVEN))).toMatchObject({
      production: true,
      host: '0.0.0.0',
      port: 3000,
      demo: false,
      warnings: [],
    })
    const weak = { ...GIVEN, DATABASE_URL: 'postgres://essaim_app:essaim@postgres/essaim' }
    expect(loadConfig(environment(weak))).toEqual([expect.stringMatching(/^DATABASE_URL : /)])
  })
})

test('the web server sends with our pages the policy that the API sends', () => {
  const pages = readFileSync(join(PROJECT_DIR, 'packages/admin/pages.conf'), 'utf8')
  expect(pages).toContain(`Content-Security-Policy "${pagePolicy()}"`)
})
