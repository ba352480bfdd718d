import { text } from 'node:stream/consumers'
import type { Config } from '../config.ts'
import { withDatabase } from '../db/reach.ts'
import { listErasures, readRegister, replayErasures } from '../innovations/erasure-register.ts'
import { StartFailure } from '../lib/start-failure.ts'
import { termsCache } from '../vocabularies/terms.ts'
import { onDatabase } from './operator.ts'

/** Prints the register of what was erased, a line each. */
export async function printErasures(config: Config, say: (line: string) => void): Promise<void> {
  const register = await withDatabase(config, ({ appUrl }) => onDatabase(appUrl, listErasures))
  for (const one of register) say(JSON.stringify(one))
}

/** Erases again, in a restored database, what a register names. */
export async function replayRegister(
  config: Config,
  input: NodeJS.ReadableStream,
  say: (line: string) => void,
): Promise<void> {
  const register = readRegister(await text(input as NodeJS.ReadStream))
  if (register === null) throw new StartFailure('Ce n’est pas un registre des effacements : rien n’est effacé.')
  const count = await withDatabase(config, ({ appUrl }) =>
    onDatabase(appUrl, async (db) => {
      const desk = { caller: { actor: { kind: 'operator' as const } }, terms: await termsCache(db).current() }
      return replayErasures(db, desk, register)
    }),
  )
  say(`${count} fiche(s) effacée(s) à nouveau.`)
}
