import { describe, expect, test } from 'vitest'
import { type Config, isWeakSecret, loadConfig } from './config.ts'

function loaded(env: Record<string, string>): Config {
  const config = loadConfig(env)
  if (Array.isArray(config)) throw new Error(config.join('\n'))
  return config
}

function errorsOf(env: Record<string, string>): string[] {
  const config = loadConfig(env)
  return Array.isArray(config) ? config : []
}

const named = (lines: string[]) => lines.map((line) => line.split(' : ')[0])

test('without any variable it is a development start on the loopback', () => {
  expect(loaded({})).toEqual({
    environment: 'development',
    production: false,
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: null,
    databaseOwnerUrl: null,
    dataDir: null,
    files: null,
    publicUrl: null,
    adminOrigin: null,
    administrator: null,
    demo: true,
    smtpUrl: null,
    mailPerDomainPerMinute: null,
    checkpointsTo: null,
    oidc: null,
    logLevel: 'info',
    trustedProxies: [],
    outboundPorts: null,
    metricsToken: null,
    warnings: [],
  })
})

test('an empty variable is one that is not set', () => {
  expect(loaded({ PORT: '', HOST: ' ', DATABASE_URL: '', ESSAIM_DEMO: '', ESSAIM_ADMIN_PASSWORD: '' })).toEqual(
    loaded({}),
  )
})

test('every variable is read', () => {
  expect(
    loaded({
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '0.0.0.0',
      DATABASE_URL: 'postgres://app:Vj3x8Qm2Lp0z@db.internal/essaim',
      DATABASE_OWNER_URL: 'postgresql://owner:Wk4y9Rn3Mq1a@db.internal/essaim',
      ESSAIM_DATA_DIR: '/data',
      ESSAIM_PUBLIC_URL: 'https://essaim.example/',
      ESSAIM_ADMIN_ORIGIN: 'https://admin.example',
      ESSAIM_ADMIN_EMAIL: 'siege@nexem.example',
      ESSAIM_ADMIN_PASSWORD: 'ruche-et-miel-de-tilleul',
      ESSAIM_DEMO: '0',
      ESSAIM_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      ESSAIM_OUTBOUND_PORTS: '443, 8443',
      ESSAIM_METRICS_TOKEN: 'Xl5z0So4Nr2b',
      SMTP_URL: 'smtps://relay.example',
      ESSAIM_MAIL_PER_DOMAIN_PER_MINUTE: '120',
      ESSAIM_CHECKPOINTS_TO: 'dpo@federation.example',
      OIDC_ISSUER: 'https://login.example/realm',
      OIDC_CLIENT_ID: 'essaim',
      OIDC_CLIENT_SECRET: 'Ym6a1Tp5Os3c',
      LOG_LEVEL: 'warn',
      ESSAIM_FILES_URL: 's3://essaim/fichiers',
      ESSAIM_FILES_ENDPOINT: 'https://s3.example',
      ESSAIM_FILES_REGION: 'fr-par',
      ESSAIM_FILES_KEY_ID: 'cle',
      ESSAIM_FILES_SECRET: 'Zn7b2Uq6Pt4d',
    }),
  ).toEqual({
    environment: 'production',
    production: true,
    port: 0,
    host: '0.0.0.0',
    databaseUrl: 'postgres://app:Vj3x8Qm2Lp0z@db.internal/essaim',
    databaseOwnerUrl: 'postgresql://owner:Wk4y9Rn3Mq1a@db.internal/essaim',
    dataDir: '/data',
    files: {
      kind: 's3',
      endpoint: 'https://s3.example',
      bucket: 'essaim',
      prefix: 'fichiers/',
      region: 'fr-par',
      keyId: 'cle',
      secret: 'Zn7b2Uq6Pt4d',
    },
    publicUrl: 'https://essaim.example',
    adminOrigin: 'https://admin.example',
    administrator: { email: 'siege@nexem.example', password: 'ruche-et-miel-de-tilleul' },
    demo: false,
    smtpUrl: 'smtps://relay.example',
    mailPerDomainPerMinute: 120,
    checkpointsTo: 'dpo@federation.example',
    oidc: { issuer: 'https://login.example/realm', clientId: 'essaim', clientSecret: 'Ym6a1Tp5Os3c' },
    logLevel: 'warn',
    outboundPorts: [443, 8443],
    trustedProxies: ['10.0.0.0/8', '::1'],
    metricsToken: 'Xl5z0So4Nr2b',
    warnings: [],
  })
})

test.each([
  [{ PORT: '-1' }, 'PORT'],
  [{ PORT: '65536' }, 'PORT'],
  [
    {
      ESSAIM_FILES_URL: 'ftp://essaim',
      ESSAIM_FILES_ENDPOINT: 'https://s3.example',
      ESSAIM_FILES_KEY_ID: 'a',
      ESSAIM_FILES_SECRET: 'b',
    },
    'ESSAIM_FILES_URL',
  ],
  [{ PORT: '3000x' }, 'PORT'],
  [{ PORT: '1e3' }, 'PORT'],
  [{ HOST: 'a b' }, 'HOST'],
  [{ NODE_ENV: 'prod' }, 'NODE_ENV'],
  [{ LOG_LEVEL: 'verbose' }, 'LOG_LEVEL'],
  [{ ESSAIM_DEMO: 'yes' }, 'ESSAIM_DEMO'],
  [{ DATABASE_URL: 'mysql://a:b@h/d' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'postgres://a:b@h' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'postgres://h/d' }, 'DATABASE_URL'],
  [{ DATABASE_OWNER_URL: 'postgres://a:b@localhost/d' }, 'DATABASE_OWNER_URL'],
  [{ ESSAIM_PUBLIC_URL: 'essaim.example' }, 'ESSAIM_PUBLIC_URL'],
  [{ ESSAIM_PUBLIC_URL: 'https://u:p@essaim.example' }, 'ESSAIM_PUBLIC_URL'],
  [{ ESSAIM_PUBLIC_URL: 'https://essaim.example/?a=1' }, 'ESSAIM_PUBLIC_URL'],
  [{ ESSAIM_ADMIN_ORIGIN: 'https://admin.example/console' }, 'ESSAIM_ADMIN_ORIGIN'],
  [{ ESSAIM_ADMIN_EMAIL: 'a@b.fr' }, 'ESSAIM_ADMIN_PASSWORD'],
  [{ ESSAIM_ADMIN_PASSWORD: 'ruche-et-miel-de-tilleul' }, 'ESSAIM_ADMIN_EMAIL'],
  [{ ESSAIM_ADMIN_EMAIL: 'nobody', ESSAIM_ADMIN_PASSWORD: 'ruche-et-miel-de-tilleul' }, 'ESSAIM_ADMIN_EMAIL'],
  [{ SMTP_URL: 'relay.example:25' }, 'SMTP_URL'],
  [{ ESSAIM_MAIL_PER_DOMAIN_PER_MINUTE: '0' }, 'ESSAIM_MAIL_PER_DOMAIN_PER_MINUTE'],
  [{ ESSAIM_TRUSTED_PROXIES: 'true' }, 'ESSAIM_TRUSTED_PROXIES'],
  [{ ESSAIM_TRUSTED_PROXIES: '10.0.0.0/33' }, 'ESSAIM_TRUSTED_PROXIES'],
  [{ ESSAIM_OUTBOUND_PORTS: '443,0' }, 'ESSAIM_OUTBOUND_PORTS'],
  [{ ESSAIM_OUTBOUND_PORTS: '70000' }, 'ESSAIM_OUTBOUND_PORTS'],
])('%j is refused by name', (env, name) => {
  expect(named(errorsOf(env))).toEqual([name])
})

test('all errors are said at once, one line each', () => {
  const errors = errorsOf({ PORT: 'x', LOG_LEVEL: 'x', OIDC_ISSUER: 'https://login.example' })
  expect(named(errors)).toEqual(['PORT', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'LOG_LEVEL'])
  for (const line of errors) expect(line).not.toContain('\n')
})

describe('weak secrets are refused in production and only pointed at elsewhere', () => {
  test.each([
    [{ ESSAIM_ADMIN_EMAIL: 'a@b.fr', ESSAIM_ADMIN_PASSWORD: 'court' }, 'ESSAIM_ADMIN_PASSWORD'],
    [{ ESSAIM_ADMIN_EMAIL: 'a@b.fr', ESSAIM_ADMIN_PASSWORD: 'Motdepasse123' }, 'ESSAIM_ADMIN_PASSWORD'],
    [{ DATABASE_URL: 'postgres://app:postgres@db/essaim' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://app@db/essaim' }, 'DATABASE_URL'],
    [
      { DATABASE_URL: 'postgres://app:Vj3x8Qm2Lp0z@db/e', DATABASE_OWNER_URL: 'postgres://o:essaim@db/e' },
      'DATABASE_OWNER_URL',
    ],
    [{ ESSAIM_METRICS_TOKEN: 'metrics' }, 'ESSAIM_METRICS_TOKEN'],
    [{ OIDC_ISSUER: 'https://l.example', OIDC_CLIENT_ID: 'e', OIDC_CLIENT_SECRET: 'secret' }, 'OIDC_CLIENT_SECRET'],
  ])('%j', (env, name) => {
    expect(named(errorsOf({ ...env, NODE_ENV: 'production' }))).toEqual([name])
    expect(named(loaded(env).warnings)).toEqual([name])
  })

  test('a local server may do with less', () => {
    expect(errorsOf({ NODE_ENV: 'production', DATABASE_URL: 'postgres://app:essaim@127.0.0.1/essaim' })).toEqual([])
  })
})

test('a variable of ours that nobody reads is pointed at', () => {
  expect(named(loaded({ ESSAIM_PUBLIC_ULR: 'x', HOME: '/root' }).warnings)).toEqual(['ESSAIM_PUBLIC_ULR'])
})

test.each([
  ['court', true],
  ['123456789012', true],
  ['adminadminadmin', true],
  ['Motdepasse2026!', true],
  ['changeme-changeme', true],
  ['aaaaaaaaaaaaaaaa', true],
  ['ruche-et-miel-de-tilleul', false],
  ['Vj3x8Qm2Lp0z', false],
  ['essaims-de-mai-1926', false],
])('the secret « %s » is weak: %s', (secret, weak) => {
  expect(isWeakSecret(secret)).toBe(weak)
})
