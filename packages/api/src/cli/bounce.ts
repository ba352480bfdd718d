import { noteReturned } from '../mail/commands.ts'
import { readReturned } from '../mail/returned.ts'
import { asOperator } from './operator.ts'

const SAID = {
  noted: 'Le retour est noté.',
  known: 'Ce retour était déjà noté, ou le message n’est pas parti d’ici.',
  unknown: 'Ce message ne parle d’aucun envoi connu : rien n’est noté.',
  'not-failed': 'Ce message ne dit pas qu’un envoi a échoué : rien n’est noté.',
}

/** Notes what came back, as a mail server hands it over on standard input. */
export async function noteBounce(
  databaseUrl: string,
  message: NodeJS.ReadableStream,
  say: (line: string) => void,
): Promise<void> {
  const returned = await readReturned(message as NodeJS.ReadStream)
  say(SAID[await asOperator(databaseUrl, (trx, caller) => noteReturned(trx, caller, returned))])
}
