import { readFile } from 'node:fs/promises'
import { type Checkpoint, readCheckpoint, takeCheckpoint } from '../events/checkpoints.ts'
import { type Fault, type Finding, verifyTrail } from '../events/verification.ts'
import { StartFailure } from '../lib/start-failure.ts'
import { openSigningKeys, type SigningKeys } from '../signing-keys/tokens.ts'
import { onDatabase } from './operator.ts'

type Say = (line: string) => void

const FAULTS: Record<Fault, string> = {
  altered: 'l’entrée, ou son sceau, a été modifiée',
  detail_altered: 'son détail, ou son origine, a été modifié',
  entry_missing: 'l’entrée manque',
  seal_missing: 'le sceau manque, et l’entrée sans doute avec lui',
  never_sealed: 'entrée mise hors de la chaîne',
  cut_off: 'le journal s’arrête avant ce point de contrôle',
  rewritten: 'le point de contrôle avait un autre sceau : tout ou partie de ce qui le précède a été récrit',
}

const named = ({ seq, event_id, action, at }: Finding) =>
  [seq === null ? 'sans numéro' : `n° ${seq}`, event_id, action, at].filter(Boolean).join(', ')

const count = (n: number) => n.toLocaleString('fr-FR')

/** Verifies the whole trail, against checkpoints (texts, or files that hold one) where some are given; says whether it is whole. */
export async function verifyAudit(
  databaseUrl: string,
  { checkpoints: given, publicUrl, say }: { checkpoints: string[]; publicUrl: string; say: Say },
): Promise<boolean> {
  return onDatabase(databaseUrl, async (db) => {
    const signingKeys = openSigningKeys(db, () => publicUrl)
    const checkpoints: Checkpoint[] = []
    for (const one of given) checkpoints.push(await checkpointOf(signingKeys, one))
    const { entries, waiting, erased, last, findings } = await verifyTrail(db, checkpoints)
    say(
      `${count(entries)} entrées scellées, dont ${count(erased)} au détail effacé ; ${count(waiting)} en attente de leur sceau.`,
    )
    if (last) say(`Dernier sceau : n° ${last.seq}, ${last.hash}`)
    for (const { seq, at } of checkpoints)
      if (!findings.some((one) => one.seq === seq))
        say(`Point de contrôle n° ${seq}, du ${at.toISOString()} : le journal y a toujours le même sceau.`)
    for (const finding of findings) say(`✗ ${named(finding)} : ${FAULTS[finding.fault]}.`)
    say(
      findings.length === 0
        ? 'Le journal est entier.'
        : `Le journal n’est pas entier : ${count(findings.length)} défauts.`,
    )
    return findings.length === 0
  })
}

async function checkpointOf(signingKeys: SigningKeys, given: string): Promise<Checkpoint> {
  const isText = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(given.trim())
  const text = isText
    ? given
    : await readFile(given, 'utf8').catch((error: NodeJS.ErrnoException) => {
        throw new StartFailure(`${given} : ne se lit pas (${error.code}).`)
      })
  const checkpoint = await readCheckpoint({ signingKeys }, text)
  if (!checkpoint)
    throw new StartFailure(`« ${given.slice(0, 40)} » n’est pas un point de contrôle de cette installation.`)
  return checkpoint
}

/** Takes a checkpoint, to be kept elsewhere. */
export async function printCheckpoint(
  databaseUrl: string,
  { publicUrl, say, tell }: { publicUrl: string; say: Say; tell: Say },
): Promise<void> {
  await onDatabase(databaseUrl, async (db) => {
    const signingKeys = openSigningKeys(db, () => publicUrl)
    const { seq, text } = await takeCheckpoint({ db, signingKeys }, { actor: { kind: 'operator' } })
    tell(`Point de contrôle n° ${seq}, à garder ailleurs que sur cette machine :`)
    say(text)
  })
}
