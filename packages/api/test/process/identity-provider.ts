import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

// An identity provider in a process of its own. What its parent sends is who is known there: by their subject, their claims.
type Claims = { email?: string; email_verified?: boolean }
let accounts: Record<string, Claims> = {}
process.on('message', (known: Record<string, Claims>) => {
  accounts = known
  process.send?.('known')
})
process.on('disconnect', () => process.exit(0))

const server = createServer().listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const [redirectUri = '', secret = ''] = process.argv.slice(2)
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'essaim', client_secret: secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    cookies: { keys: ['for-the-time-of-a-test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...accounts[id] }) }),
  })
  server.on('request', provider.callback())
  process.send?.(issuer)
})
