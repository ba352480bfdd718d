import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { sql } from 'kysely'
import { inScope } from '../src/db/database.ts'
import type { TestApp } from './app.ts'

const coded = (code: string, fr: string) => ({ code, label: { fr, en: null } })
const ID = '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a06'

/** A stored document, as rules without a database are given it. */
export const aDocument = (members: Partial<InnovationDocument> = {}): InnovationDocument => ({
  id: ID,
  url: `http://essaim.test/v1/innovations/${ID}`,
  canonical_url: `http://essaim.test/v1/innovations/${ID}`,
  version: 2,
  title: 'Un café tenu par des personnes en situation de handicap',
  pitch: 'Un lieu où chacun travaille.',
  summary: 'Un café-restaurant ouvert à tous, où travaillent des personnes accompagnées.',
  nature: coded('innovation', 'Innovation'),
  main_theme: coded('emploi', 'Emploi'),
  themes: [coded('habitat-logement', 'Habitat'), coded('loisirs', 'Loisirs | culture')],
  publics: [coded('adultes', 'Adultes')],
  stage: coded('essaimage', 'Essaimage'),
  scale: coded('departement', 'Départementale'),
  departments: [coded('01', 'Ain'), coded('29', 'Finistère')],
  regions: [coded('53', 'Bretagne')],
  started_on: '2022-09',
  association: { id: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a01', name: 'Les Tilleuls d’exemple' },
  regional_delegation: { id: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a02', name: 'Délégation Bretagne' },
  bearer: { name: 'Les Tilleuls d’exemple', siren: '775672272', commune: { code: '29232', name: 'Quimper' } },
  contact: null,
  license: {
    code: 'licence-ouverte-2-0',
    label: { fr: 'Licence Ouverte 2.0', en: 'Open Licence 2.0' },
    url: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
  },
  attribution: 'Les Tilleuls d’exemple, http://essaim.test',
  files: [],
  details: {},
  origin: null,
  published_at: '2026-06-13T08:00:00.000Z',
  updated_at: '2026-06-14T08:00:00.000Z',
  confirmed_at: null,
  stale_since: null,
  ...members,
})

/** As many copies of a published record, beside the publish path, found by no filter nor word: a large directory at once. */
export async function copiesOf({ app }: TestApp, id: string, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1000)
    await inScope(app.db, { kind: 'job' }, async (trx) => {
      await sql`create temp table copy on commit drop as select gen_random_uuid() as id from generate_series(1, ${Math.min(left, 1000)})`.execute(
        trx,
      )
      await sql`insert into innovation (id, association_id, state, title, departments, main_department)
        select c.id, i.association_id, 'draft', i.title, i.departments, i.main_department from copy c, innovation i where i.id = ${id}`.execute(
        trx,
      )
      await sql`insert into document (innovation_id, version, current, from_audience, to_audience, body, card, digest, etag, facets, search, published_at, version_published_at, changed_at)
        select c.id, version, current, from_audience, to_audience, replace(body, ${id}, c.id::text), card, digest, etag, '{}', '', published_at, version_published_at, changed_at
        from copy c, document d where d.innovation_id = ${id}`.execute(trx)
    })
}
