import type { CredentialUsage, NamedCredential, PartnerUsage, UsageFault } from '@essaim/shared/usage.ts'
import type { FastifyInstance } from 'fastify'
import { listCredentials, listDays, listFaults, listFollowed } from './queries.ts'

/** What a partner's keys and clients did in these days, and where its followers stand now. */
export async function usageOf(
  { db, quotas }: FastifyInstance,
  partner: string,
  { from, to }: { from: string; to: string },
): Promise<PartnerUsage> {
  const [credentials, days, followed, faults] = await Promise.all([
    listCredentials(db, partner),
    listDays(db, partner, from, to),
    listFollowed(db, partner),
    listFaults(db, partner),
  ])
  const quotaOf = await quotas(credentials.map(({ id }) => id))
  const known = new Map(credentials.map((credential) => [credential.id, credential]))
  const named = <Row extends { credential_id: string }>(rows: Row[]) =>
    rows.flatMap(({ credential_id, ...row }) => {
      const credential = known.get(credential_id)
      return credential ? [{ credential, ...row }] : []
    })
  return {
    from,
    to,
    credentials: credentials.map((credential) => ({
      ...ofCredential(credential, days),
      quota: quotaOf(credential.id),
    })),
    feeds: named(followed).map(({ pulled_at, ...row }) => ({
      ...row,
      feed: 'innovations' as const,
      pulled_at: pulled_at.toISOString(),
    })),
    faults: named(faults).map(({ problem, last_at, ...row }) => ({
      ...row,
      problem: problem as UsageFault['problem'],
      last_at: last_at.toISOString(),
    })),
  }
}

function ofCredential(
  credential: NamedCredential,
  rows: Awaited<ReturnType<typeof listDays>>,
): Omit<CredentialUsage, 'quota'> {
  const days = rows.flatMap(({ credential_id, ...day }) => (credential_id === credential.id ? [day] : []))
  const sum = (count: 'requests' | 'refused' | 'limited' | 'failed' | 'bytes') =>
    days.reduce((total, day) => total + day[count], 0)
  return {
    ...credential,
    requests: sum('requests'),
    refused: sum('refused'),
    limited: sum('limited'),
    failed: sum('failed'),
    bytes: sum('bytes'),
    days,
  }
}
