import { expect } from 'vitest'
import { administratorOf, callerOf, PASSWORD } from './server.ts'

const MEMBERS = 'N° adhérent;Raison sociale;Code postal;Commune\nEX-1;Association des Genêts;29000;Quimper\n'

/** What the administrator prepares by script: a delegation and its delegate, a moderator, a member with its director, a partner. */
export async function prepare(url: string) {
  const call = await administratorOf(url)
  const staff = (name: string, role: string, delegations: string[] = []) =>
    call('POST', '/v1/users', {
      email: `${role}@essaim.example`,
      name,
      password: PASSWORD,
      roles: [role],
      regional_delegations: delegations,
    })
  const delegation = await call('POST', '/v1/regional-delegations', {
    code: 'bretagne',
    name: 'Délégation Bretagne',
    departments: ['22', '29', '35', '56'],
  })
  const delegate = await staff('Déléguée d’exemple', 'delegate', [delegation.id])
  const moderator = await staff('Modération d’exemple', 'moderator')
  expect((await call('POST', '/v1/associations/imports', MEMBERS)).counts).toMatchObject({ created: 1, refused: 0 })
  const [association] = (await call('GET', '/v1/associations')).items
  await call('POST', `/v1/associations/${association.id}/contacts`, {
    office: 'general_director',
    civility: 'madame',
    name: 'Camille Exemple',
    email: 'direction@genets.example',
  })
  const partner = await call('POST', '/v1/partners', { name: 'Fédération d’exemple' })
  const { key } = await call('POST', `/v1/partners/${partner.id}/keys`, { scopes: ['innovations:read', 'feed:read'] })
  return { association, delegate, moderator, key: String(key) }
}

type Item = { state: string; id: string; reason?: string; data?: { version: number; title: string; pitch: string } }

/** A partner that follows the feed: each call gives what is new since the last one. */
export function follower(url: string, key: string) {
  const call = callerOf(url, key)
  let address = '/v1/feeds/innovations'
  return async (): Promise<Item[]> => {
    const news: Item[] = []
    for (;;) {
      const { status, body } = await call('GET', address)
      expect(status).toBe(200)
      const { items, next } = body as { items: Item[]; next: string }
      if (items.length === 0 && next === address) return news
      news.push(...items)
      address = next
    }
  }
}
