import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { turns } from './turns.ts'

// Argon2id with the least cost that OWASP recommends for it: 19 MiB, two passes.
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

const derive = promisify(argon2)
const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Hashing takes memory. */
const inTurn = turns(4, 64)

/** The password's hash as a PHC string. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await inTurn(() => derive('argon2id', { ...COST, message: password.normalize('NFC'), nonce }))
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${b64(nonce)}$${b64(tag)}`
}

// What an unknown account is compared with, so that it takes as long as a known one.
const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${b64(Buffer.alloc(16))}$${b64(Buffer.alloc(32))}`

/** Whether the password has this hash; takes the same time when there is no hash. */
export async function checkPassword(password: string, hash: string | null): Promise<boolean> {
  const [, , , parameters = '', salt = '', tag = ''] = (hash ?? NOBODY).split('$')
  const [m, t, p] = parameters.split(',').map((part) => Number(part.slice(2)))
  const expected = Buffer.from(tag, 'base64')
  const found = await inTurn(() =>
    derive('argon2id', {
      message: password.normalize('NFC'),
      nonce: Buffer.from(salt, 'base64'),
      memory: m ?? COST.memory,
      passes: t ?? COST.passes,
      parallelism: p ?? COST.parallelism,
      tagLength: expected.length,
    }),
  )
  return timingSafeEqual(found, expected) && hash !== null
}
