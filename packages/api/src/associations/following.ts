import type { ExternalRef, Office } from '@essaim/shared/associations.ts'
import type { Trx } from '../db/database.ts'
import type { Caller } from '../events/commands.ts'
import type { Facts } from './facts.ts'

/** What another system states of one association. Only what it says is there; null empties. */
export type Told = {
  /** The association that it means; null when it is new, and then it has a name. */
  id: string | null
  facts: Facts
  ref: ExternalRef | null
  contacts: { office: Office; facts: Facts }[]
  establishments: Facts[]
}

/** What became of what was told: `changed` and `kept` name facts; kept are those that were corrected here, where they are `here`. */
export type Followed = { changed: string[]; kept: string[]; here: Facts }

/** What became of a contact: `suppressed` who objected or was erased. */
export type FollowedContact = Followed & { created: boolean; suppressed: boolean }

/** What became of an establishment. */
export type FollowedSite = Followed & {
  id: string
  name: string
  created: boolean
  /** It belonged to another association until now. */
  moved: boolean
  /** Another association of the same source told it before: it was left there. */
  elsewhere: boolean
  /** What an earlier entry of the same association told otherwise. */
  disagrees: string[]
}

/** What became of an association, with its contacts and establishments in the order told. */
export type Outcome = Followed & {
  id: string
  name: string
  created: boolean
  /** Identifiers (or `ref`) that another association has. */
  taken: { member: string; owner: { id: string; name: string } | null }[]
  contacts: FollowedContact[]
  establishments: FollowedSite[]
}

/** Re-projects the records of an association, later: a job. */
export type Reproject = (trx: Trx, cause: { association: string }) => Promise<unknown>

/** On whose behalf a source is followed, and what lasts from call to call. */
export type Following = {
  caller: Caller
  reproject: Reproject
  /** Said in each event. */
  because: Record<string, unknown>
  /** The establishments told so far, across calls: the first association that tells one has it. */
  toldSites: Map<string, string>
}
