import type { Actor } from '@essaim/shared/actors.ts'
import type { SimilarList } from '@essaim/shared/own-records.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { visibleTo } from '../policy.ts'

type Similar = SimilarList['items'][number]
const MOST = 8

/** What is known already under a like title: the association's own first, then what the members of the federation read. */
export async function similarTo(
  trx: Trx,
  actor: Extract<Actor, { kind: 'respondent' }>,
  asked: string,
  publicUrl: string,
): Promise<Similar[]> {
  const title = asked.trim().toLowerCase()
  const like = (text: RawBuilder<string>) => sql<boolean>`(${text} % ${title} or ${title} <% ${text})`
  const nearness = (text: RawBuilder<string>) =>
    sql<number>`greatest(similarity(${text}, ${title}), word_similarity(${title}, ${text}))`
  const submissionTitle = sql<string>`lower(submission.title)`
  const recordTitle = sql<string>`lower(innovation.title)`
  const documentTitle = sql<string>`lower(document.card::json ->> 'title')`

  const submissions = await trx
    .selectFrom('submission')
    .innerJoin('association', 'association.id', 'submission.association_id')
    .select(['submission.id', 'submission.title', 'submission.state', 'association.id as of', 'association.name'])
    .select(nearness(submissionTitle).as('near'))
    .where(visibleTo(actor, 'submission'))
    // what became a record, or renews one, is told as that record
    .where('submission.innovation_id', 'is', null)
    .where('submission.state', '<>', 'withdrawn')
    .where(like(submissionTitle))
    .orderBy('near', 'desc')
    .limit(MOST)
    .execute()
  const records = await trx
    .selectFrom('innovation')
    .innerJoin('association', 'association.id', 'innovation.association_id')
    .select(['innovation.id', 'innovation.title', 'innovation.state', 'association.id as of', 'association.name'])
    .select(nearness(recordTitle).as('near'))
    .where(visibleTo(actor, 'innovation'))
    .where(like(recordTitle))
    .orderBy('near', 'desc')
    .limit(MOST)
    .execute()
  const own = [
    ...submissions.map((row) => ({
      ...row,
      kind: 'submission' as const,
      url: `${publicUrl}/repondre/?reponse=${row.id}`,
    })),
    ...records.map((row) => ({
      ...row,
      kind: 'innovation' as const,
      url: row.state === 'published' ? `${publicUrl}/v1/innovations/${row.id}` : null,
    })),
  ]
    .sort((a, b) => b.near - a.near)
    .slice(0, MOST)
    .map(({ kind, id, title, of, name, state, url }) => ({
      kind,
      id,
      title: title ?? '',
      association: { id: of, name },
      own: true,
      state,
      url,
    }))
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
    .where((e) =>
      e.or(
        own.length === 0
          ? [e.lit(true)]
          : [
              e(
                'innovation_id',
                'not in',
                own.map(({ id }) => id),
              ),
            ],
      ),
    )
    .orderBy(nearness(documentTitle), 'desc')
    .limit(MOST)
    .execute()
  return [
    ...own,
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
        own: association?.id === actor.association,
        state: 'published',
        url: open ? canonical_url : null,
      }
    }),
  ].slice(0, MOST)
}
