import { forceRotation } from '../signing-keys/commands.ts'
import { asOperator } from './operator.ts'

const SIGNED = { staff: 'de l’équipe', client: 'des clients d’API' }

/** Has the next signing keys take their turn; processes that run follow within a minute. */
export async function rotateKeys(
  databaseUrl: string,
  { compromised, say }: { compromised: boolean; say: (line: string) => void },
): Promise<void> {
  const turns = await asOperator(databaseUrl, (trx, caller) => forceRotation(trx, caller, { compromised }))
  for (const { purpose, from } of turns)
    say(`Jetons ${SIGNED[purpose]} : la clé suivante signe à partir du ${from.toISOString()}.`)
  if (compromised) say('Les jetons d’avant sont refusés d’ici une minute par tous les processus.')
}
