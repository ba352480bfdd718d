import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { isWeakSecret } from '../config.ts'
import { StartFailure } from '../lib/start-failure.ts'

const SHORTEST = 12
const LONGEST = 256

/** Asks for a password without showing it; null when the answer is empty, or when nobody sits there to ask. */
export async function askPassword(prompt: string): Promise<string | null> {
  if (!process.stdin.isTTY) return null
  process.stderr.write(prompt)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  lines.on('SIGINT', () => process.exit(130))
  try {
    return (await lines.question('')) || null
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

/** The first line of standard input. */
export async function readPassword(): Promise<string> {
  return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? ''
}

/** Refuses what the API would refuse too and, in production, what everyone tries first. */
export function checkNewPassword(password: string, production: boolean): void {
  if (password.length < SHORTEST || password.length > LONGEST)
    throw new StartFailure(`Le mot de passe a de ${SHORTEST} à ${LONGEST} caractères.`)
  if (production && isWeakSecret(password)) throw new StartFailure('Ce mot de passe est trop connu.')
}
