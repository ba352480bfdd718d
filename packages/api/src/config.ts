import { isIP } from 'node:net'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

export type Config = {
  environment: 'development' | 'test' | 'production'
  production: boolean
  /** 0 lets the system choose. */
  port: number
  host: string
  /** The application's role on a real server; null means the embedded PostgreSQL. */
  databaseUrl: string | null
  databaseOwnerUrl: string | null
  dataDir: string | null
  /** Null: on the disk, beside the data. */
  files: { kind: 'disk'; folder: string } | S3Files | null
  /** Without a slash at its end; null means the bound address. */
  publicUrl: string | null
  adminOrigin: string | null
  administrator: { email: string; password: string } | null
  demo: boolean
  smtpUrl: string | null
  /** How many mails may leave for one domain in a minute; null means the usual pace. */
  mailPerDomainPerMinute: number | null
  /** Who keeps the trail's checkpoints: an address; null means nobody. */
  checkpointsTo: string | null
  oidc: { issuer: string; clientId: string; clientSecret: string } | null
  logLevel: LogLevel
  trustedProxies: string[]
  /** The ports that may be called of the addresses that partners give; null means 443 alone. */
  outboundPorts: number[] | null
  metricsToken: string | null
  /** Said at start, without stopping it. */
  warnings: string[]
}

/** A bucket of any S3 service; the prefix ends with a slash, or is empty. */
export type S3Files = {
  kind: 's3'
  endpoint: string
  bucket: string
  prefix: string
  region: string
  keyId: string
  secret: string
}

/** Every variable that is read, and no other. */
export const VARIABLES = [
  'NODE_ENV',
  'PORT',
  'HOST',
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'ESSAIM_DATA_DIR',
  'ESSAIM_FILES_DIR',
  'ESSAIM_FILES_ENDPOINT',
  'ESSAIM_FILES_KEY_ID',
  'ESSAIM_FILES_REGION',
  'ESSAIM_FILES_SECRET',
  'ESSAIM_FILES_URL',
  'ESSAIM_PUBLIC_URL',
  'ESSAIM_ADMIN_ORIGIN',
  'ESSAIM_ADMIN_EMAIL',
  'ESSAIM_ADMIN_PASSWORD',
  'ESSAIM_DEMO',
  'ESSAIM_TRUSTED_PROXIES',
  'ESSAIM_OUTBOUND_PORTS',
  'ESSAIM_METRICS_TOKEN',
  'SMTP_URL',
  'ESSAIM_MAIL_PER_DOMAIN_PER_MINUTE',
  'ESSAIM_CHECKPOINTS_TO',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'LOG_LEVEL',
  'ESSAIM_KEY',
  'ESSAIM_CLIENT_ID',
  'ESSAIM_CLIENT_SECRET',
] as const

type Variable = (typeof VARIABLES)[number]

const ENVIRONMENTS: Config['environment'][] = ['development', 'test', 'production']
const LOG_LEVELS: LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

const KNOWN_WORDS = [
  'password',
  'motdepasse',
  'changeme',
  'administrateur',
  'administrator',
  'azertyuiop',
  'qwertyuiop',
  'essaim',
  'nexem',
  'postgres',
  'admin',
  'secret',
  'azerty',
  'qwerty',
  '123456',
]

/** Tells whether a secret is short, or little more than words and runs that everyone tries first. */
export function isWeakSecret(secret: string): boolean {
  if (secret.length < 12) return true
  let rest = secret.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  for (const word of KNOWN_WORDS) rest = rest.replaceAll(word, '')
  return new Set(rest).size < 5 || /^\d+$/.test(rest)
}

/** Tells whether that host is this very machine. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === '' || bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

/** Reads the environment once, or says everything that is wrong with it, one line each. */
export function loadConfig(env: Record<string, string | undefined>): Config | string[] {
  const errors: string[] = []
  const warnings: string[] = []
  const read = (name: Variable): string | null => env[name]?.trim() || null
  const wrong = (name: Variable, reason: string): null => {
    errors.push(`${name} : ${reason}`)
    return null
  }

  const choice = <T extends string>(name: Variable, values: T[], fallback: T): T => {
    const value = read(name) as T | null
    if (value === null || values.includes(value)) return value ?? fallback
    wrong(name, `« ${value} » n'est pas une des valeurs ${values.join(', ')}.`)
    return fallback
  }
  const environment = choice('NODE_ENV', ENVIRONMENTS, 'development')
  const production = environment === 'production'
  /** What production refuses and everyone else is only told. */
  const weak = (name: Variable, reason: string) => (production ? errors : warnings).push(`${name} : ${reason}`)

  const port = read('PORT') ?? '3000'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) wrong('PORT', `« ${port} » n'est pas un port (0 à 65535).`)
  const host = read('HOST') ?? '127.0.0.1'
  if (!isIP(host) && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) {
    wrong('HOST', `« ${host} » n'est ni une adresse IP ni un nom de machine.`)
  }

  const database = (name: Variable): string | null => {
    const text = read(name)
    if (text === null) return null
    const url = parsed(text)
    if (!url || !/^postgres(ql)?:$/.test(url.protocol)) return wrong(name, 'une adresse postgres://… est attendue.')
    if (url.pathname.length < 2) return wrong(name, 'le nom de la base manque (postgres://…/base).')
    if (url.username === '') return wrong(name, 'le rôle manque (postgres://rôle:…@…).')
    if (!isLoopback(url.hostname) && isWeakSecret(decodeURIComponent(url.password))) {
      weak(name, 'le mot de passe est vide, trop court ou trop connu pour un serveur distant.')
    }
    return text
  }
  const databaseUrl = database('DATABASE_URL')
  const databaseOwnerUrl = database('DATABASE_OWNER_URL')
  if (read('DATABASE_OWNER_URL') && !read('DATABASE_URL')) {
    wrong('DATABASE_OWNER_URL', 'ne va pas sans DATABASE_URL (le rôle de l’application).')
  }

  const web = (name: Variable, originOnly: boolean): string | null => {
    const text = read(name)
    if (text === null) return null
    const url = parsed(text)
    if (!url || !/^https?:$/.test(url.protocol)) return wrong(name, 'une adresse http:// ou https:// est attendue.')
    if (url.username || url.password || url.search || url.hash) {
      return wrong(name, "l'adresse ne porte ni identifiants, ni « ? », ni « # ».")
    }
    if (originOnly && url.pathname !== '/') return wrong(name, 'une origine est attendue, sans chemin.')
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  }
  const publicUrl = web('ESSAIM_PUBLIC_URL', false)
  const adminOrigin = web('ESSAIM_ADMIN_ORIGIN', true)
  if (production && publicUrl?.startsWith('http:') && !isLoopback(new URL(publicUrl).hostname)) {
    warnings.push('ESSAIM_PUBLIC_URL : sans https, mots de passe et clés passent en clair.')
  }

  const bucket = read('ESSAIM_FILES_URL')
  const folder = read('ESSAIM_FILES_DIR')
  let files: Config['files'] = folder ? { kind: 'disk', folder } : null
  if (bucket !== null) {
    const [, name, prefix = ''] =
      /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9._/-]*))?$/.exec(bucket) ?? []
    if (!name) wrong('ESSAIM_FILES_URL', 'une adresse s3://seau/préfixe est attendue.')
    const endpoint = web('ESSAIM_FILES_ENDPOINT', true)
    const keyId = read('ESSAIM_FILES_KEY_ID')
    const secret = read('ESSAIM_FILES_SECRET')
    for (const variable of ['ESSAIM_FILES_ENDPOINT', 'ESSAIM_FILES_KEY_ID', 'ESSAIM_FILES_SECRET'] as const)
      if (read(variable) === null) wrong(variable, 'manque alors que ESSAIM_FILES_URL est donné.')
    if (name && endpoint && keyId && secret) {
      const region = read('ESSAIM_FILES_REGION') ?? 'us-east-1'
      const end = prefix.replace(/\/+$/, '')
      files = { kind: 's3', endpoint, bucket: name, prefix: end && `${end}/`, region, keyId, secret }
    }
  }

  const email = read('ESSAIM_ADMIN_EMAIL')
  const password = env.ESSAIM_ADMIN_PASSWORD || null
  if (email && !ADDRESS.test(email)) wrong('ESSAIM_ADMIN_EMAIL', `« ${email} » n'est pas une adresse.`)
  if (email && !password) wrong('ESSAIM_ADMIN_PASSWORD', 'manque alors que ESSAIM_ADMIN_EMAIL est donné.')
  if (password && !email) wrong('ESSAIM_ADMIN_EMAIL', 'manque alors que ESSAIM_ADMIN_PASSWORD est donné.')
  if (password && isWeakSecret(password)) {
    weak('ESSAIM_ADMIN_PASSWORD', 'trop court (12 caractères au moins) ou trop connu.')
  }
  const demo = choice('ESSAIM_DEMO', ['1', '0'], '1') === '1'

  const smtpUrl = read('SMTP_URL')
  if (smtpUrl && !/^smtps?:$/.test(parsed(smtpUrl)?.protocol ?? '')) {
    wrong('SMTP_URL', 'une adresse smtp:// ou smtps:// est attendue.')
  }

  const mailPace = read('ESSAIM_MAIL_PER_DOMAIN_PER_MINUTE')
  if (mailPace !== null && !/^[1-9]\d{0,5}$/.test(mailPace)) {
    wrong('ESSAIM_MAIL_PER_DOMAIN_PER_MINUTE', `« ${mailPace} » n'est pas un nombre de 1 à 999999.`)
  }

  const checkpointsTo = read('ESSAIM_CHECKPOINTS_TO')
  if (checkpointsTo && !ADDRESS.test(checkpointsTo))
    wrong('ESSAIM_CHECKPOINTS_TO', `« ${checkpointsTo} » n'est pas une adresse.`)

  const issuer = web('OIDC_ISSUER', false)
  const clientId = read('OIDC_CLIENT_ID')
  const clientSecret = read('OIDC_CLIENT_SECRET')
  if (read('OIDC_ISSUER') || clientId || clientSecret) {
    for (const name of ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const) {
      if (!read(name)) wrong(name, 'manque : les trois variables OIDC_* vont ensemble.')
    }
    if (issuer?.startsWith('http:') && !isLoopback(new URL(issuer).hostname))
      wrong('OIDC_ISSUER', 'une adresse https:// est attendue.')
    if (clientSecret && isWeakSecret(clientSecret)) weak('OIDC_CLIENT_SECRET', 'trop court ou trop connu.')
  }

  const logLevel = choice('LOG_LEVEL', LOG_LEVELS, 'info')
  const trustedProxies = (read('ESSAIM_TRUSTED_PROXIES') ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  for (const proxy of trustedProxies) {
    if (!isNetwork(proxy))
      wrong('ESSAIM_TRUSTED_PROXIES', `« ${proxy} » n'est pas une adresse IP ni un réseau (10.0.0.0/8).`)
  }
  const outboundPorts = read('ESSAIM_OUTBOUND_PORTS')
    ?.split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  for (const one of outboundPorts ?? []) {
    if (!/^[1-9]\d{0,4}$/.test(one) || Number(one) > 65_535)
      wrong('ESSAIM_OUTBOUND_PORTS', `« ${one} » n'est pas un port (443,8443).`)
  }
  const metricsToken = read('ESSAIM_METRICS_TOKEN')
  if (metricsToken && isWeakSecret(metricsToken)) {
    weak('ESSAIM_METRICS_TOKEN', 'trop court (12 caractères au moins) ou trop connu.')
  }
  for (const name of Object.keys(env)) {
    if (!name.startsWith('ESSAIM_') || name.startsWith('ESSAIM_TEST_') || name === 'ESSAIM_API') continue
    if (!(VARIABLES as readonly string[]).includes(name)) warnings.push(`${name} : variable inconnue, sans effet.`)
  }

  if (errors.length > 0) return errors
  return {
    environment,
    production,
    port: Number(port),
    host,
    databaseUrl,
    databaseOwnerUrl,
    dataDir: read('ESSAIM_DATA_DIR'),
    files,
    publicUrl,
    adminOrigin,
    administrator: email && password ? { email, password } : null,
    demo,
    smtpUrl,
    mailPerDomainPerMinute: mailPace === null ? null : Number(mailPace),
    checkpointsTo,
    oidc: issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null,
    logLevel,
    trustedProxies,
    outboundPorts: outboundPorts?.map(Number) ?? null,
    metricsToken,
    warnings,
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/** By what a copy of another instance is read: a key, a client's id and secret, or nothing; or what is wrong with it. */
export function loadCredentials(
  env: Record<string, string | undefined>,
): { key: string } | { clientId: string; clientSecret: string } | null | string[] {
  const read = (name: Variable): string | null => env[name]?.trim() || null
  const key = read('ESSAIM_KEY')
  const clientId = read('ESSAIM_CLIENT_ID')
  const clientSecret = read('ESSAIM_CLIENT_SECRET')
  if (key && (clientId || clientSecret))
    return ['ESSAIM_KEY : une clé, ou un client (ESSAIM_CLIENT_ID), mais pas les deux.']
  if (key) return { key }
  if (clientId && clientSecret) return { clientId, clientSecret }
  if (clientId || clientSecret)
    return [
      `${clientId ? 'ESSAIM_CLIENT_SECRET' : 'ESSAIM_CLIENT_ID'} : il manque, à côté de ${clientId ? 'ESSAIM_CLIENT_ID' : 'ESSAIM_CLIENT_SECRET'}.`,
    ]
  return null
}
