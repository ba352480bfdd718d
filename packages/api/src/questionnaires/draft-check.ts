import { draftFaults, draftWarnings, type Touched } from '@essaim/shared/questionnaires/check-draft.ts'
import type { DraftCheck } from '@essaim/shared/questionnaires/drafts.ts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { currentOf, type DraftRow } from './draft-queries.ts'

type Reached = { drafts: number; records: number }

/** What is wrong with a draft, and how many answers its publication would touch. */
export async function checkDraft(trx: Trx, questionnaire: string, draft: DraftRow): Promise<DraftCheck> {
  const current = await currentOf(trx, questionnaire)
  const vocabularies = new Set((await trx.selectFrom('vocabulary').select('code').execute()).map(({ code }) => code))
  const known = (code: string) => code === 'communes' || vocabularies.has(code)
  const faults = draftFaults(current?.content ?? null, draft.content, draft.mappings, known)
  if (!current) return { faults, warnings: [], renamed: [], affected: { drafts: 0, records: 0 }, moving: 0 }

  const all: Touched[] = []
  const reach = async (touched: Touched | null): Promise<Reached> => {
    if (!touched) return { drafts: 0, records: 0 }
    all.push(touched)
    return count(trx, questionnaire, [touched])
  }
  const warnings: DraftCheck['warnings'] = []
  for (const { touches, ...warning } of draftWarnings(current.content, draft.content, draft.mappings))
    warnings.push({ ...warning, ...(await reach(touches)) })
  const renamed: DraftCheck['renamed'] = []
  for (const mapping of draft.mappings) {
    const [question = '', field] = mapping.question.split('.')
    renamed.push({ ...mapping, ...(await reach({ question, ...(field && { field }), option: mapping.from })) })
  }
  return {
    faults,
    warnings,
    renamed,
    affected: await count(trx, questionnaire, all),
    moving: await countMoving(trx, questionnaire),
  }
}

const countMoving = async (trx: Trx, questionnaire: string): Promise<number> =>
  (
    await trx
      .selectFrom('submission')
      .innerJoin('questionnaire_version', 'questionnaire_version.id', 'submission.questionnaire_version_id')
      .select(sql<number>`count(*)::int`.as('total'))
      .where('submission.state', 'in', ['draft', 'changes_requested'])
      .where('questionnaire_version.questionnaire_id', '=', questionnaire)
      .executeTakeFirstOrThrow()
  ).total

/** How many answers being written, and published records, hold any of these. */
async function count(trx: Trx, questionnaire: string, touched: Touched[]): Promise<Reached> {
  if (touched.length === 0) return { drafts: 0, records: 0 }
  const inAnswers = touched.map((one) => sql<SqlBool>`(a.question = ${one.question} and ${holds(sql`a.value`, one)})`)
  const inRecords = touched.map(
    (one) => sql<SqlBool>`(v.answers ? ${one.question} and ${holds(sql`v.answers -> ${one.question}::text`, one)})`,
  )
  const { rows } = await sql<Reached>`select
    (select count(distinct s.id)::int from submission s
      join questionnaire_version q on q.id = s.questionnaire_version_id
      join answer a on a.submission_id = s.id
      where q.questionnaire_id = ${questionnaire} and s.state in ('draft', 'changes_requested')
        and a.value <> 'null'::jsonb and (${sql.join(inAnswers, sql` or `)})) as drafts,
    (select count(distinct v.innovation_id)::int from innovation_version v
      join questionnaire_version q on q.id = v.questionnaire_version_id
      where q.questionnaire_id = ${questionnaire} and v.state = 'published'
        and (${sql.join(inRecords, sql` or `)})) as records`.execute(trx)
  return rows[0] ?? { drafts: 0, records: 0 }
}

// A list of codes contains a code as it contains the list of it; a line contains the cells that it is asked for.
function holds(value: RawBuilder<unknown>, { field, option }: Touched): RawBuilder<SqlBool> {
  const json = (one: unknown) => sql`${JSON.stringify(one)}::jsonb`
  if (field && option)
    return sql`(${value} @> ${json([{ [field]: option }])} or ${value} @> ${json([{ [field]: [option] }])})`
  if (field)
    return sql`jsonb_path_exists(${value}, '$[*].keyvalue() ? (@.key == $field && @.value != null)', ${json({ field })})`
  if (option) return sql`${value} @> ${json(option)}`
  return sql`${value} <> 'null'::jsonb`
}
