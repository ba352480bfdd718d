import { createHmac, randomBytes } from 'node:crypto'

const PREFIX = 'whsec_'

/** A new secret of 256 bits. */
export const newSecret = (): Buffer => randomBytes(32)

/** The secret as a receiver's library takes it. */
export const secretText = (secret: Buffer): string => `${PREFIX}${secret.toString('base64')}`

/** The headers of one try (Standard Webhooks 1.0.0): the signature is over the very bytes of the body, by each secret. */
export function signedHeaders(
  { id, body, secrets }: { id: string; body: string; secrets: Buffer[] },
  at: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signed = `${id}.${timestamp}.${body}`
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`)
      .join(' '),
  }
}
