import type { Audience } from '@essaim/shared/audience.ts'
import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Named } from '@essaim/shared/schema.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { idsIn } from '../files/queries.ts'
import { findVersion } from '../questionnaires/queries.ts'
import type { Terms } from '../vocabularies/terms.ts'

/** Answers with the questions that they answer. */
export type Answered = { content: QuestionnaireContent; answers: Answers }

/** A file as documents carry it. */
export type RecordFile = { id: string; name: string; media_type: string; bytes: number; sha256: string }

/** All that a record's views are made of. */
export type RecordFacts = Answered & {
  id: string
  number: number
  /** The version shown today: an older one is never shown more widely than it. */
  current: Answered
  /** What was narrowed since, by question; '*' is the whole record. */
  restrictions: ReadonlyMap<string, Audience>
  base_url: string
  association: Named | null
  regional_delegation: Named | null
  origin: Record<string, unknown> | null
  published_at: string
  version_published_at: Date
  confirmed_at: string | null
  stale_since: string | null
  /** The association's files that the answers name. */
  files: ReadonlyMap<string, RecordFile>
  commune: (code: string) => { code: string; name: string }
  terms: Terms
}

/** A published record's versions, the current one first; nothing when it is not published. */
export async function factsOf(trx: Trx, terms: Terms, id: string, baseUrl: string): Promise<RecordFacts[]> {
  const innovation = await trx
    .selectFrom('innovation')
    .leftJoin('association', 'association.id', 'innovation.association_id')
    .leftJoin('regional_delegation_department as covering', (join) =>
      join.on('covering.department', '=', sql<string>`coalesce(innovation.main_department, association.department)`),
    )
    .leftJoin('regional_delegation', (join) =>
      join.on(
        'regional_delegation.id',
        '=',
        sql<string>`coalesce(innovation.rerouted_to, covering.regional_delegation_id)`,
      ),
    )
    .select([
      'innovation.state',
      'innovation.origin',
      'innovation.first_published_at',
      'innovation.confirmed_at',
      'innovation.stale_since',
      'association.id as association_id',
      'association.name as association_name',
      'regional_delegation.id as delegation_id',
      'regional_delegation.name as delegation_name',
    ])
    .where('innovation.id', '=', id)
    .executeTakeFirst()
  if (innovation?.state !== 'published') return []
  const stored = await trx
    .selectFrom('innovation_version')
    .selectAll()
    .where('innovation_id', '=', id)
    .where('state', 'in', ['published', 'superseded'])
    .orderBy('number', 'desc')
    .execute()
  const versions = await Promise.all(
    stored.map(async (version) => {
      const questionnaire = await findVersion(trx, version.questionnaire_version_id)
      return { ...version, answers: version.answers as Answers, content: questionnaire.content }
    }),
  )
  const current = versions.find((version) => version.state === 'published')
  if (!current) throw new Error(`published record ${id} has no published version`)
  const restrictions = new Map<string, Audience>()
  for (const row of await trx
    .selectFrom('restriction')
    .select(['question', 'audience'])
    .where('innovation_id', '=', id)
    .orderBy('audience')
    .execute())
    restrictions.set(row.question, row.audience)
  const communes = await communesNamed(
    trx,
    versions.map((version) => version.answers),
  )
  const files = await filesNamed(
    trx,
    innovation.association_id,
    versions.map((version) => version.answers),
  )
  return [current, ...versions.filter((version) => version !== current)].map((version) => ({
    id,
    number: version.number,
    content: version.content,
    answers: version.answers,
    current,
    restrictions,
    base_url: baseUrl,
    association:
      innovation.association_id && innovation.association_name
        ? { id: innovation.association_id, name: innovation.association_name }
        : null,
    regional_delegation:
      innovation.delegation_id && innovation.delegation_name
        ? { id: innovation.delegation_id, name: innovation.delegation_name }
        : null,
    origin: innovation.origin as Record<string, unknown> | null,
    published_at: (innovation.first_published_at ?? new Date()).toISOString(),
    version_published_at: version.published_at ?? new Date(),
    confirmed_at: innovation.confirmed_at?.toISOString() ?? null,
    stale_since: innovation.stale_since?.toISOString() ?? null,
    files,
    commune: (code) => ({ code, name: communes.get(code) ?? code }),
    terms,
  }))
}

/** The association's own files among all ids in the answers. */
export async function filesNamed(
  trx: Trx,
  association: string | null,
  answers: Answers[],
): Promise<Map<string, RecordFile>> {
  const ids = idsIn(answers)
  if (ids.length === 0 || association === null) return new Map()
  const rows = await trx
    .selectFrom('file')
    .select(['id', 'name', 'media_type', 'bytes', 'sha256'])
    .where('association_id', '=', association)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

const COMMUNE = /"(\d{5}|2[AB]\d{3})"/g

/** The names of all that looks like a commune's code in the answers: one query, whatever the questions are. */
export async function communesNamed(trx: Trx, answers: Answers[]): Promise<Map<string, string>> {
  const codes = [...new Set([...JSON.stringify(answers).matchAll(COMMUNE)].map((match) => match[1] as string))]
  if (codes.length === 0) return new Map()
  const rows = await trx.selectFrom('commune').select(['code', 'name']).where('code', 'in', codes).execute()
  return new Map(rows.map((row) => [row.code, row.name]))
}
