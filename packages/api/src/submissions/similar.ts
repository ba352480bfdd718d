import type { Actor } from '@essaim/shared/actors.ts'
import type { SimilarList } from '@essaim/shared/own-records.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { visibleTo } from '../policy.ts'

type Similar = SimilarList['items'][number]
const MOST = 8

/** What is looked for: a title, the association whose own come first, and what is not to be found again. */
export type Sought = { title: string; association: string; except?: readonly (string | null)[] }

/**
 * What is known already under a like title: what the actor may see of answers and records, the association's own first,
 * then what the members of the federation read.
 */
export async function similarTo(trx: Trx, actor: Actor, sought: Sought, publicUrl: string): Promise<Similar[]> {
  const title = sought.title.trim().toLowerCase()
  if (title === '') return []
  const except = (sought.except ?? []).filter((id) => id !== null)
  const like = (text: RawBuilder<string>) => sql<boolean>`(${text} % ${title} or ${title} <% ${text})`
  const nearness = (text: RawBuilder<string>) =>
    sql<number>`greatest(similarity(${text}, ${title}), word_similarity(${title}, ${text}))`
  const submissionTitle = sql<string>`lower(submission.title)`
  const recordTitle = sql<string>`lower(innovation.title)`
  const documentTitle = sql<string>`lower(document.card::json ->> 'title')`
  const isOwn = (column: string) => sql<boolean>`${sql.ref(column)} = ${sought.association}`

  const submissions = await trx
    .selectFrom('submission')
    .innerJoin('association', 'association.id', 'submission.association_id')
    .select(['submission.id', 'submission.title', 'submission.state', 'association.id as of', 'association.name'])
    .select(isOwn('submission.association_id').as('own'))
    .select(nearness(submissionTitle).as('near'))
    .where(visibleTo(actor, 'submission'))
    // what became a record, or renews one, is told as that record
    .where('submission.innovation_id', 'is', null)
    .where('submission.state', '<>', 'withdrawn')
    .where(like(submissionTitle))
    .$if(except.length > 0, (query) => query.where('submission.id', 'not in', except))
    .orderBy('own', 'desc')
    .orderBy('near', 'desc')
    .limit(MOST)
    .execute()
  const records = await trx
    .selectFrom('innovation')
    .innerJoin('association', 'association.id', 'innovation.association_id')
    .select(['innovation.id', 'innovation.title', 'innovation.state', 'association.id as of', 'association.name'])
    .select(isOwn('innovation.association_id').as('own'))
    .select(nearness(recordTitle).as('near'))
    .where(visibleTo(actor, 'innovation'))
    .where(like(recordTitle))
    .$if(except.length > 0, (query) => query.where('innovation.id', 'not in', except))
    .orderBy('own', 'desc')
    .orderBy('near', 'desc')
    .limit(MOST)
    .execute()
  const seen = [
    ...submissions.map((row) => ({
      ...row,
      kind: 'submission' as const,
      // staff read it in their console, wherever that stands
      url: actor.kind === 'respondent' ? `${publicUrl}/repondre/?reponse=${row.id}` : null,
    })),
    ...records.map((row) => ({
      ...row,
      kind: 'innovation' as const,
      url: row.state === 'published' ? `${publicUrl}/v1/innovations/${row.id}` : null,
    })),
  ]
    .sort((a, b) => Number(b.own) - Number(a.own) || b.near - a.near)
    .slice(0, MOST)
    .map(({ kind, id, title, of, name, own, state, url }) => ({
      kind,
      id,
      title: title ?? '',
      association: { id: of, name },
      own,
      state,
      url,
    }))
  const told = [...seen.map(({ id }) => id), ...except]
  const others = await trx
    .selectFrom('document')
    .select([
      'innovation_id',
      sql<string>`card`.as('card'),
      sql<boolean>`exists (select from document as open where open.innovation_id = document.innovation_id and open.current and open.from_audience = 'public')`.as(
        'open',
      ),
    ])
    // as literals: the partial index document_title_trgm is then known to hold in any plan
    .where(sql<boolean>`current and from_audience <= 'members' and to_audience >= 'members'`)
    .where(like(documentTitle))
    .$if(told.length > 0, (query) => query.where('innovation_id', 'not in', told))
    .orderBy(nearness(documentTitle), 'desc')
    .limit(MOST)
    .execute()
  return [
    ...seen,
    ...others.map(({ innovation_id, card, open }) => {
      const { title, association, canonical_url } = JSON.parse(card) as {
        title: string
        association: { id: string; name: string } | null
        canonical_url: string
      }
      return {
        kind: 'innovation' as const,
        id: innovation_id,
        title,
        association,
        own: association?.id === sought.association,
        state: 'published',
        url: open ? canonical_url : null,
      }
    }),
  ].slice(0, MOST)
}
