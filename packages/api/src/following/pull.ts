import { setTimeout as pause } from 'node:timers/promises'
import { StartFailure } from '../lib/start-failure.ts'
import { type Folder, openFolder, readCopy, readState } from './folder.ts'
import { type Changes, changesBy, compare, digestOfCopy, type Heading } from './rules.ts'
import { baseOf, type Credentials, openSource, type Source } from './source.ts'

export type PullSettings = {
  from: string
  into: string
  /** Pairs `name=value`, as the lists take them. */
  filters: string[]
  credentials: Credentials
  watch: boolean
  verify: boolean
  say: (line: string) => void
  tell: (line: string) => void
}

const WAIT_SECONDS = 30
const PAUSE_SECONDS = 60
const ATTEMPTS = 8
const NAMED = 20

/** The same filter in one order, in whatever order it is given. */
function filterOf(pairs: string[]): string {
  const wrong = pairs.find((pair) => !/^[a-z_]+=./.test(pair))
  if (wrong !== undefined)
    throw new StartFailure(`« ${wrong} » n’est pas un filtre : nom=valeur, par exemple theme=habitat-logement.`)
  const named = [...pairs].sort().map((pair) => pair.split(/=(.*)/s, 2) as [string, string])
  return new URLSearchParams(named).toString()
}

const counted = (count: number) => `${count} ${count > 1 ? 'fiches' : 'fiche'}`
const proved = ({ live, head, digest }: Heading) =>
  `copie complète et prouvée : ${counted(live)}, tête ${head}, empreinte ${digest.slice(0, 12)}…`

/** What is wrong with a copy that has read all, as far as numbers tell. */
const difference = (size: number, { live, head }: Heading) =>
  size === live
    ? `la copie a ${counted(size)} comme la source, mais pas la même empreinte à la tête ${head}`
    : `la copie a ${counted(size)} au lieu de ${live} à la tête ${head}`

/** Keeps a folder in step with an instance of Essaim, and proves it; see docs/partner-api.md. */
export async function pull({
  from,
  into,
  filters,
  credentials,
  watch,
  verify,
  say,
  tell,
}: PullSettings): Promise<void> {
  const followed = { from: baseOf(from), filter: filterOf(filters) }
  const attempts = watch ? Number.POSITIVE_INFINITY : ATTEMPTS
  const source = openSource({ ...followed, credentials, attempts, tell })
  if (verify) return prove(source, into, followed, say)

  const folder = await openFolder(into, followed, tell)
  try {
    await keepInStep(source, folder, { say, tell, watch })
  } finally {
    await folder.close()
  }
}

/** Compares what lies in a folder with its source, and changes nothing. */
async function prove(
  source: Source,
  into: string,
  followed: { from: string; filter: string },
  say: PullSettings['say'],
) {
  const state = await readState(into, followed)
  if (!state || state.again)
    throw new StartFailure(`${into} n’a pas été lu jusqu’au bout : lancez la même commande sans --verify.`)
  const copy = await readCopy(into)
  const heading = await source.heading()
  const found = compare(state, copy, heading)
  if (found === 'proved') return say(proved(heading))
  if (found === 'differs') throw new StartFailure(`${difference(copy.size, heading)}.`)
  const intact = digestOfCopy(copy) === state.digest
  throw new StartFailure(
    `la source a changé depuis (tête ${heading.head}, la copie en est à ${state.head}) ; ${
      intact ? `la copie est telle que prouvée le ${state.proved_at}` : 'la copie n’est plus telle que prouvée'
    } : lancez la même commande sans --verify.`,
  )
}

/** Reads to the end, compares, mends once by reading everything anew; then waits for more where that is wanted. */
async function keepInStep(
  source: Source,
  folder: Folder,
  { say, tell, watch }: Pick<PullSettings, 'say' | 'tell' | 'watch'>,
) {
  let mending: Set<string> | null = null
  if (!folder.state()) await folder.begin(await source.heading())
  for (let wait = 0; ; ) {
    const read = await readToEnd(source, folder, wait, tell)
    for (const id of read.changed) mending?.add(id)
    if (wait > 0 && read.pages === 0) {
      // a service that does not wait is asked now and then
      if (!read.waited) await pause(PAUSE_SECONDS * 1000 * (0.5 + Math.random()))
      continue
    }
    wait = 0
    const heading = await source.heading()
    const state = folder.state()
    const found = state && compare(state, folder.copy, heading)
    if (found === 'proved') {
      if (mending)
        tell(`remises d’accord : ${[...mending].slice(0, NAMED).join(', ')}${mending.size > NAMED ? '…' : ''}`)
      mending = null
      await folder.prove(heading.digest)
      say(proved(heading))
      if (!watch) return
      wait = WAIT_SECONDS
    } else if (found === 'differs') {
      const what = difference(folder.copy.size, heading)
      if (mending) throw new StartFailure(`${what}, même après avoir tout relu.`)
      tell(`${what} : tout est relu.`)
      mending = new Set()
      await folder.begin(heading)
    } else if (found === 'behind') {
      // it moved meanwhile; or something between us shows an old page
      if (read.pages === 0) await pause(1000)
    } else {
      tell('la source demande de tout relire.')
      await folder.begin(heading)
    }
  }
}

/** Reads pages to the empty one, each applied before the next is asked for. */
async function readToEnd(source: Source, folder: Folder, wait: number, tell: PullSettings['tell']) {
  const changed: string[] = []
  for (let pages = 0; ; pages += 1) {
    const state = folder.state()
    if (!state) throw new Error('a copy begins before it goes on')
    const page = await source.page(state.next, state.head, pages === 0 ? wait : 0)
    if (!page) {
      tell('la source demande de tout relire.')
      await folder.begin(await source.heading())
      continue
    }
    const last = page.items.at(-1)
    if (!last) {
      if (state.again) changed.push(...(await folder.end()))
      return { pages, changed, waited: page.waited }
    }
    const changes: Changes = changesBy(page, folder.copy)
    await folder.apply(changes, { next: page.next, head: last.modified })
    changed.push(...changes.write.map(({ id }) => id), ...changes.remove)
    tell(`lu jusqu’à ${last.modified} : ${counted(folder.copy.size)}`)
  }
}
