import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { typedName } from './commune-names.ts'
import type { Commune, SeedVocabulary } from './seed.ts'

/** Adds the vocabularies and terms that are missing; what was edited here stays as it is. Returns how many terms were added. */
export async function storeVocabularies(db: Db | Trx, seeds: SeedVocabulary[]): Promise<number> {
  const vocabularies = seeds.map(({ code, label, source }) => ({ code, label, source }))
  await sql`
    insert into vocabulary (code, label, source)
    select code, label, source from jsonb_to_recordset(${JSON.stringify(vocabularies)}::jsonb) as v (code text, label jsonb, source text)
    on conflict do nothing`.execute(db)
  const terms = seeds.flatMap(({ code: vocabulary, terms: all }) => all.map((term) => ({ vocabulary, ...term })))
  // One statement: parents are checked at its end, whatever the order.
  const { rows } = await sql<{ added: number }>`
    with added as (
      insert into term (vocabulary, code, label, parent, position, synonyms, mappings, attributes, valid_from, valid_until, replaced_by)
      select vocabulary, code, label, parent, position, coalesce(synonyms, '{}'), coalesce(mappings, '{}'), coalesce(attributes, '{}'),
        valid_from, valid_until, replaced_by
      from jsonb_to_recordset(${JSON.stringify(terms)}::jsonb) as t (vocabulary text, code text, label jsonb, parent text, position integer,
        synonyms text[], mappings jsonb, attributes jsonb, valid_from date, valid_until date, replaced_by text)
      on conflict do nothing
      returning vocabulary
    ), renewed as (
      update vocabulary set version = version + 1, updated_at = now() where code in (select vocabulary from added)
    )
    select count(*)::int as added from added`.execute(db)
  return rows[0]?.added ?? 0
}

/** Writes the official list of communes; those that are already as they should be are left alone. Returns how many were written. */
export async function storeCommunes(db: Db | Trx, communes: Commune[]): Promise<number> {
  const rows = communes.map((commune) => ({ ...commune, typed: typedName(commune.name) }))
  const { rows: written } = await sql<{ written: number }>`
    with written as (
      insert into commune as c (code, name, department, region, postal_codes, population, typed)
      select code, name, department, region, postal_codes, population, typed
      from json_to_recordset(${JSON.stringify(rows)}::json) as r (code text, name text, department text, region text, postal_codes text[],
        population integer, typed text)
      on conflict (code) do update set name = excluded.name, department = excluded.department, region = excluded.region,
        postal_codes = excluded.postal_codes, population = excluded.population, typed = excluded.typed
      where (c.name, c.department, c.region, c.postal_codes, c.population, c.typed) is distinct from
        (excluded.name, excluded.department, excluded.region, excluded.postal_codes, excluded.population, excluded.typed)
      returning 1
    )
    select count(*)::int as written from written`.execute(db)
  return written[0]?.written ?? 0
}
