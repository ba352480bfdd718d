import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type LookupFunction } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { type OutboundRules, openOutbound } from './outbound.ts'

const ends: (() => unknown)[] = []
afterAll(async () => {
  for (const end of ends) await end()
})

/** Counts the sockets that anybody opens to this machine, on a port of its own. */
async function aListener(): Promise<{ port: number; opened: () => number }> {
  let opened = 0
  const server = createSocketServer((socket) => {
    opened += 1
    socket.destroy()
  })
  await new Promise<void>((listening) => server.listen({ port: 0, host: '::', ipv6Only: false }, listening))
  ends.push(() => server.close())
  return { port: (server.address() as AddressInfo).port, opened: () => opened }
}

async function aServer(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function outboundWith(rules: OutboundRules) {
  const outbound = openOutbound(rules)
  ends.push(() => outbound.close())
  return outbound
}
const faultOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { fault?: string }) => error.fault,
  )

describe('an address that is refused opens no socket', async () => {
  const { port, opened } = await aListener()
  const outbound = outboundWith({ ports: [443, port] })
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0x7f000001',
    '0177.1',
    '127.0.0.1.',
    '127。0。0。1',
    '１２７.0.0.1',
    '0.0.0.0',
    '0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[fe80::1]',
    '[ff02::1]',
    'localhost',
    'LOCALHOST',
    'ⓛocalhost',
    'localhost.',
    'foo.localhost',
    'db',
    'metadata.google.internal',
    'imprimante.local',
    'example.org.',
  ]
  test.each(hosts)('%s', async (host) => {
    expect(outbound.refusedAddress(`https://${host}:${port}/x`)).toBe('host')
    expect(await faultOf(outbound.call(`https://${host}:${port}/x`))).toBe('url_not_allowed')
    expect(opened()).toBe(0)
  })

  test.each([
    ['http://example.org/', 'scheme'],
    ['ftp://example.org/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['https://user@example.org/', 'userinfo'],
    ['https://user:secret@example.org/', 'userinfo'],
    ['https://example.org@127.0.0.1/', 'userinfo'],
    ['https://example.org:8443/', 'port'],
    ['https://example.org:80/', 'port'],
    ['https://example.org:5432/', 'port'],
    ['https://', 'unreadable'],
    ['https://[::1', 'unreadable'],
    ['example.org', 'unreadable'],
  ] as const)('%s: %s', (url, why) => {
    expect(outbound.refusedAddress(url)).toBe(why)
  })

  test('a public one may be tried, on the ports that are listed alone', () => {
    for (const url of ['https://example.org/a?b=c', `https://example.org:${port}/`, 'https://93.184.215.14/'])
      expect(outbound.refusedAddress(url), url).toBeNull()
    expect(outboundWith({}).refusedAddress(`https://example.org:${port}/`)).toBe('port')
  })
})

describe('a name is judged by what it stands for when the socket is opened', () => {
  test('one of several addresses within is enough to refuse all', async () => {
    const { port, opened } = await aListener()
    const lookup: LookupFunction = (_host, _options, done) =>
      done(null, [
        { address: '93.184.215.14', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ])
    const outbound = outboundWith({ ports: [port], lookup })
    expect(await faultOf(outbound.call(`https://partner.example:${port}/`))).toBe('url_not_allowed')
    expect(opened()).toBe(0)
  })

  test.each([
    ['127.0.0.1', 4],
    ['::1', 6],
    ['::ffff:127.0.0.1', 6],
  ] as const)('a resolver that answers a public address first and %s next reaches nothing', async (within, family) => {
    const { port, opened } = await aListener()
    let asked = 0
    const lookup: LookupFunction = (_host, _options, done) => {
      asked += 1
      // of a network that leads nowhere (RFC 5737)
      done(null, [asked === 1 ? { address: '192.0.2.1', family: 4 } : { address: within, family }])
    }
    const outbound = outboundWith({ ports: [port], lookup })
    const url = `https://partner.example:${port}/`
    expect(await faultOf(outbound.call(url, { timeout: 200 }))).not.toBe('url_not_allowed')
    expect(await faultOf(outbound.call(url))).toBe('url_not_allowed')
    expect(asked).toBe(2)
    expect(opened()).toBe(0)
  })

  test('a resolver that answers nothing, or none, is a fault of its own', async () => {
    const none = outboundWith({
      lookup: (_host, _options, done) => done(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), ''),
    })
    expect(await faultOf(none.call('https://partner.example/'))).toBe('dns')
    const nothing = outboundWith({ lookup: (_host, _options, done) => done(null, []) })
    expect(await faultOf(nothing.call('https://partner.example/'))).toBe('url_not_allowed')
  })
})

describe('an answer', () => {
  const outbound = outboundWith({ loopback: true })

  test('of a redirect is an answer: nobody goes there, and no header with a secret is taken along', async () => {
    const { port, opened } = await aListener()
    const seen: IncomingMessage['headers'][] = []
    const url = await aServer((request, response) => {
      seen.push(request.headers)
      response.writeHead(302, { location: `http://127.0.0.1:${port}/within` }).end('look there')
    })
    const answer = await outbound.call(url, {
      method: 'POST',
      headers: { 'webhook-signature': 'v1,secret' },
      body: '{}',
    })
    expect(answer.status).toBe(302)
    expect(seen).toHaveLength(1)
    expect(opened()).toBe(0)
  })

  test('is read up to 64 kB, however much is sent', async () => {
    let ended = false
    const url = await aServer((_request, response) => {
      response.on('close', () => {
        ended = true
      })
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 'x'))) {}
      }
      response.on('drain', more)
      more()
    })
    const answer = await outbound.call(url)
    expect(answer).toMatchObject({ status: 200, truncated: true })
    expect(answer.body.length).toBe(64 * 1024)
    await expect.poll(() => ended).toBe(true)
  })

  test('that does not come, or never ends, is waited for so long', async () => {
    const silent = await aServer(() => undefined)
    expect(await faultOf(outbound.call(silent, { timeout: 100 }))).toBe('timeout')
    const dripping = await aServer((_request, response) => {
      const drop = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drop))
    })
    expect(await faultOf(outbound.call(dripping, { timeout: 200 }))).toBe('timeout')
  })

  test('that is none is told apart, without a word of it', async () => {
    expect(await faultOf(outbound.call('http://127.0.0.1:1/'))).toBe('connection')
    const server = createSocketServer((socket) => socket.once('data', () => socket.end('SSH-2.0-secret\r\n')))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    ends.push(() => server.close())
    const { port } = server.address() as AddressInfo
    expect(await faultOf(outbound.call(`http://127.0.0.1:${port}/`))).toBe('protocol')
    expect(await faultOf(outbound.call(`https://127.0.0.1:${port}/`))).toBe('tls')
  })

  test('comes from the address itself, whatever proxy the environment names', async () => {
    const { port, opened } = await aListener()
    const url = await aServer((_request, response) => response.end('direct'))
    process.env.HTTP_PROXY = process.env.HTTPS_PROXY = `http://127.0.0.1:${port}`
    try {
      expect((await outbound.call(url)).body.toString()).toBe('direct')
    } finally {
      delete process.env.HTTP_PROXY
      delete process.env.HTTPS_PROXY
    }
    expect(opened()).toBe(0)
  })

  test('of this machine is for tests: the rest of the network within stays closed to them as well', () => {
    expect(outbound.refusedAddress('http://127.0.0.1:8080/')).toBeNull()
    expect(outbound.refusedAddress('https://10.0.0.1/')).toBe('host')
    expect(outbound.refusedAddress('http://10.0.0.1/')).toBe('scheme')
  })
})
