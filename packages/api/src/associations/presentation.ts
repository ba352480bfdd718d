import { createHash } from 'node:crypto'
import type { Actor } from '@essaim/shared/actors.ts'
import type { Association } from '@essaim/shared/associations.ts'
import { etag } from '../lib/etag.ts'
import type { Terms } from '../vocabularies/terms.ts'
import type { AssociationRow } from './queries.ts'
import { mayReadFacts } from './rights.ts'

/** Timestamps go out as the database gives them; the serializer writes them. */
export type Presented<T> = { [K in keyof T]: T[K] } & { created_at: unknown; updated_at: unknown }

/** The tag of a view: two callers who see different parts have different tags. */
export const tagOf = (version: number, body: unknown): string =>
  etag(`${version}-${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 16)}`)

/** A commune and a département as resources carry them. */
export const presentPlace = (
  row: { commune: string | null; commune_name: string | null; department: string | null },
  terms: Terms,
) => ({
  commune: row.commune === null ? null : { code: row.commune, name: row.commune_name ?? row.commune },
  department: row.department === null ? null : terms.coded('departements', row.department),
})

/** An association as the actor may see it: its public part to anyone, the rest to who manages it. */
export function presentAssociation(
  row: AssociationRow,
  actor: Actor,
  terms: Terms,
): Presented<Omit<Association, 'created_at' | 'updated_at'>> {
  const shown = mayReadFacts(actor, row)
  const own = <T>(value: T): T | null => (shown ? value : null)
  return {
    id: row.id,
    name: row.name,
    short_name: row.short_name,
    siren: row.siren,
    rna: row.rna,
    finess_ej: row.finess_ej,
    ...presentPlace(row, terms),
    regional_delegation: row.delegation_id === null ? null : { id: row.delegation_id, name: row.delegation_name ?? '' },
    website: row.website,
    fictitious: row.fictitious,
    address: own(row.address),
    postal_code: own(row.postal_code),
    telephone: own(row.telephone),
    email: own(row.email),
    headcount: own(row.headcount),
    joined_on: own(row.joined_on),
    left_on: own(row.left_on),
    external_refs: shown ? row.external_refs : [],
    corrected: shown ? row.corrected : [],
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
