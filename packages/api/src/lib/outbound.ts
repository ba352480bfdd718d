import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, request } from 'undici'

/** Whom we may call of those that others name; the defaults are the strict ones. */
export type OutboundRules = {
  /** The ports that may be called. */
  ports?: readonly number[]
  /** Lets this very machine be called, by http too and on any port: for tests. */
  loopback?: boolean
  lookup?: LookupFunction
}

/** Why a call brought no answer; nothing of what the other side said is in it. */
export type OutboundFault = 'url_not_allowed' | 'dns' | 'connection' | 'tls' | 'timeout' | 'protocol'

/** A call without an answer. */
export class OutboundFailure extends Error {
  readonly fault: OutboundFault
  constructor(fault: OutboundFault) {
    super(fault)
    this.fault = fault
  }
}

/** An answer as it came: a redirect is one, and is never followed. */
export type OutboundAnswer = {
  status: number
  header(name: string): string | null
  /** The first 64 kB. */
  body: Buffer
  /** Whether more was sent than was read. */
  truncated: boolean
}

export type Outbound = {
  /** Why an address may not be called, as far as the address itself tells; null: it may be tried. */
  refusedAddress(url: string): OutboundRefusal | null
  /** One request, each address that it reaches checked; throws `OutboundFailure`. */
  call(url: string, sent?: OutboundCall): Promise<OutboundAnswer>
  close(): Promise<void>
}
export type OutboundCall = {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** For the whole of it, in milliseconds. */
  timeout?: number
  signal?: AbortSignal
}

/** What of an address is not allowed. */
export type OutboundRefusal = 'unreadable' | 'scheme' | 'userinfo' | 'port' | 'host'

const PORTS = [443] as const
const CONNECT_MS = 5000
const ANSWER_MS = 15_000
const ANSWER_BYTES = 64 * 1024

// Private, shared, link-local, loopback, benchmarking, multicast and reserved networks (RFC 6890), and the IPv6 forms
// that carry an IPv4 address. An IPv4 rule also matches that address mapped into IPv6.
const INTERNAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]
const LOOPBACK = ['127.0.0.0/8', '::1/128']

function networks(list: readonly string[]): (address: string) => boolean {
  const block = new BlockList()
  for (const network of list) {
    const [address = '', bits] = network.split('/')
    block.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return (address) => {
    const family = isIP(address)
    // what is no address is not known to be harmless
    return family === 0 || block.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}
const isInternal = networks(INTERNAL)
const isLoopback = networks(LOOPBACK)

/** Names that mean this machine or this network wherever they are asked (RFC 6761, 6762, 8375, 9476), and those of one label. */
const INTERNAL_NAME = /^[^.]+$|(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa|arpa|onion|alt)$/

const bare = (host: string) => host.replace(/^\[|\]$/g, '')

/**
 * The one way to call an address that somebody gave us: https to a public host, no redirect, no proxy, a bounded wait
 * and a bounded answer. The literal host, every address that the name stands for and the address connected to are
 * checked at each connection: what a name stood for before says nothing (DNS rebinding).
 */
export function openOutbound(rules: OutboundRules = {}): Outbound {
  const { ports = PORTS, loopback = false } = rules
  const lookup = rules.lookup ?? (systemLookup as LookupFunction)
  const isRefused = (address: string) => isInternal(address) && !(loopback && isLoopback(address))

  function refusedAddress(text: string): OutboundRefusal | null {
    // the parser reads every spelling of an IPv4 address, and every dot, as the connection would
    if (!URL.canParse(text)) return 'unreadable'
    const url = new URL(text)
    const host = bare(url.hostname)
    const here = loopback && (host === 'localhost' || (isIP(host) !== 0 && isLoopback(host)))
    if (url.protocol !== 'https:' && !(here && url.protocol === 'http:')) return 'scheme'
    if (url.username !== '' || url.password !== '') return 'userinfo'
    if (!here && !ports.includes(url.port === '' ? 443 : Number(url.port))) return 'port'
    if (here) return null
    if (isIP(host) !== 0) return isRefused(host) ? 'host' : null
    return host === '' || host.endsWith('.') || INTERNAL_NAME.test(host) ? 'host' : null
  }

  const checkedLookup: LookupFunction = (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '')
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found
      const [first] = addresses
      if (!first || addresses.some(({ address }) => isRefused(address)))
        return done(new OutboundFailure('url_not_allowed'), '')
      return options.all ? done(null, addresses) : done(null, first.address, first.family)
    })

  const connect = buildConnector({ lookup: checkedLookup, timeout: CONNECT_MS, allowH2: false })
  const agent = new Agent({
    connect(options, done) {
      // a literal is connected to without a lookup
      const host = bare(options.hostname)
      if (isIP(host) !== 0 && isRefused(host)) return done(new OutboundFailure('url_not_allowed'), null)
      connect(options, (...[error, socket]: Parameters<buildConnector.Callback>) => {
        if (error) return done(error, null)
        if (!isRefused(socket.remoteAddress ?? '')) return done(null, socket)
        socket.destroy()
        done(new OutboundFailure('url_not_allowed'), null)
      })
    },
    keepAliveTimeout: 4000,
    maxHeaderSize: 16 * 1024,
  })

  return {
    refusedAddress,
    async call(url, { method = 'GET', headers = {}, body, timeout = ANSWER_MS, signal } = {}) {
      if (refusedAddress(url) !== null) throw new OutboundFailure('url_not_allowed')
      const time = AbortSignal.timeout(timeout)
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method,
          headers,
          body: body ?? null,
          signal: signal ? AbortSignal.any([time, signal]) : time,
          headersTimeout: timeout,
          bodyTimeout: timeout,
        })
        const read = await firstBytes(answer.body)
        return {
          status: answer.statusCode,
          header: (name) => [answer.headers[name] ?? null].flat()[0] ?? null,
          ...read,
        }
      } catch (error) {
        throw error instanceof OutboundFailure ? error : new OutboundFailure(faultOf(error as NodeJS.ErrnoException))
      }
    },
    close: () => agent.destroy(),
  }
}

async function firstBytes(stream: AsyncIterable<Buffer>): Promise<{ body: Buffer; truncated: boolean }> {
  const parts: Buffer[] = []
  let room = ANSWER_BYTES
  for await (const part of stream) {
    parts.push(part.subarray(0, room))
    room -= part.length
    // leaving the loop ends the connection
    if (room < 0) return { body: Buffer.concat(parts), truncated: true }
  }
  return { body: Buffer.concat(parts), truncated: false }
}

function faultOf(error: NodeJS.ErrnoException): OutboundFault {
  // several addresses were tried, each in vain
  const [one] = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [error]
  if (one instanceof OutboundFailure) return one.fault
  const code = one?.code ?? ''
  if (one?.name === 'TimeoutError' || one?.name === 'AbortError' || /TIMEOUT|TIMEDOUT/.test(code)) return 'timeout'
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'dns'
  if (/^ERR_(TLS|SSL)|CERT|SELF_SIGNED|UNABLE_TO_|^EPROTO$/.test(code)) return 'tls'
  if (one?.name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') return 'protocol'
  return 'connection'
}
