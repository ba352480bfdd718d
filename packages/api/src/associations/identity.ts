import type { ExternalRef } from '@essaim/shared/associations.ts'
import { type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { IDENTIFIERS } from './facts.ts'

/** By what an association may be known again. */
export type Claim = { siren?: string | null; finess_ej?: string | null; rna?: string | null; ref?: ExternalRef | null }

type Kind = (typeof IDENTIFIERS)[number]
type Known = Record<Kind, string | null> & { id: string; corrected: string[]; imported: Record<string, string | null> }

/** The identifier that files still write of an association where it was corrected here. */
const writtenElsewhere = ({ corrected, imported }: Known, kind: Kind): string | null | undefined =>
  corrected.includes(kind) ? imported[kind] : null

/**
 * Who is meant: the association known by the strongest identifier (SIREN, FINESS EJ, RNA, then the reference elsewhere, or that
 * one first), unless a stronger one says that it is another. An identifier that was corrected here is still known by the one
 * that files write.
 */
export async function recognise(trx: Trx, claims: Claim[], refFirst = false): Promise<(string | null)[]> {
  const values = (kind: Kind) => claims.flatMap((claim) => claim[kind] ?? [])
  const [siren, finess, rna] = [values('siren'), values('finess_ej'), values('rna')]
  const { rows } = await sql<Known>`
    select id, siren, finess_ej, rna,
      corrected, imported
    from association
    where siren = any (${siren}) or finess_ej = any (${finess}) or rna = any (${rna})
      or (corrected && array['siren', 'finess_ej', 'rna']
        and (imported->>'siren' = any (${siren}) or imported->>'finess_ej' = any (${finess}) or imported->>'rna' = any (${rna})))
      or id in (select r.association_id from external_ref r
        join jsonb_to_recordset(${JSON.stringify(claims.flatMap(({ ref }) => ref ?? []))}::jsonb) as c(system text, value text)
          on c.system = r.system and c.value = r.value)
    order by id`.execute(trx)
  const stored = new Map(rows.map((row) => [row.id, row]))
  const refs = await trx
    .selectFrom('external_ref')
    .selectAll()
    .where('association_id', 'in', [...stored.keys(), '00000000-0000-0000-0000-000000000000'])
    .execute()
  const byRef = new Map(refs.map((ref) => [JSON.stringify([ref.system, ref.value]), ref.association_id]))
  const byIdentifier = new Map<string, string>()
  const know = (kind: Kind, value: string | null | undefined, id: string) => {
    if (value != null && !byIdentifier.has(`${kind} ${value}`)) byIdentifier.set(`${kind} ${value}`, id)
  }
  for (const row of rows) for (const kind of IDENTIFIERS) know(kind, row[kind], row.id)
  for (const row of rows) for (const kind of IDENTIFIERS) know(kind, writtenElsewhere(row, kind), row.id)

  return claims.map((claim) => {
    const known = claim.ref ? (byRef.get(JSON.stringify([claim.ref.system, claim.ref.value])) ?? null) : null
    if (refFirst && known !== null) return known
    const contradicts = (id: string, stronger: readonly Kind[]) =>
      stronger.some((kind) => {
        const [value, row] = [claim[kind], stored.get(id)]
        return value != null && row?.[kind] != null && row[kind] !== value && writtenElsewhere(row, kind) !== value
      })
    for (const [rank, kind] of IDENTIFIERS.entries()) {
      const id = claim[kind] == null ? undefined : byIdentifier.get(`${kind} ${claim[kind]}`)
      if (id !== undefined && !contradicts(id, IDENTIFIERS.slice(0, rank))) return id
    }
    return known !== null && !contradicts(known, IDENTIFIERS) ? known : null
  })
}

/** The establishments that a claim by number may mean, locked. */
export async function lockEstablishments(
  trx: Trx,
  told: { finess: string[]; sirets: string[]; associations: string[]; names: string[] },
) {
  return trx
    .selectFrom('establishment')
    .selectAll()
    .where(sql<SqlBool>`finess_et = any (${told.finess}) or siret = any (${told.sirets})
      or (association_id = any (${told.associations}::uuid[]) and lower(name) = any (select lower(n) from unnest(${told.names}::text[]) as n))`)
    .orderBy('id')
    .forUpdate()
    .execute()
}
