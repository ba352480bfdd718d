import type { Origin } from '@essaim/shared/events.ts'
import type { FastifyRequest } from 'fastify'
import { networkOf } from '../lib/network.ts'

/** From where a request comes, as the trail keeps it: enough to tell one's own doing from a stranger's, not to follow a person. */
export const originOf = ({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): Origin => ({
  network: networkOf(ip, { octets: 3, groups: 3 }),
  agent: agentOf(headers['user-agent'] ?? ''),
})

// every browser says Mozilla, and one on a telephone « Mobi »
const agentOf = (text: string): Origin['agent'] =>
  text.startsWith('Mozilla/') ? (text.includes('Mobi') ? 'phone' : 'computer') : 'script'
