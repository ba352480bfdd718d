import type { Actor } from '@essaim/shared/actors.ts'
import type {
  Reply,
  ReplyTemplate,
  ReplyTemplateCreation,
  ReplyTemplatePatch,
  ReplyUse,
  ReplyVariable,
} from '@essaim/shared/reply-templates.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { typeset } from '../letters/typography.ts'
import { VARIABLE } from '../letters/variables.ts'
import { newId } from '../lib/id.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import type { SubmissionRow } from '../submissions/queries.ts'

const selected = (db: Db | Trx) =>
  db
    .selectFrom('reply_template')
    .select(['id', sql<ReplyUse>`use`.as('use'), 'name', 'body', 'version', 'created_at', 'updated_at'])
export type TemplateRow = Awaited<ReturnType<typeof findTemplate>>

const matching = (db: Db | Trx, uses: ReplyUse[] | undefined) =>
  uses ? selected(db).where('use', 'in', uses) : selected(db)

/** A page of templates by use and name, one more than asked. */
export function listTemplates(db: Db, page: PageRequest, uses: ReplyUse[] | undefined): Promise<TemplateRow[]> {
  let list = matching(db, uses)
  if (page.after)
    list = list.where(sql<boolean>`(use, name, id) > (${page.after[0]}, ${page.after[1]}, ${page.after[2]}::uuid)`)
  return list
    .orderBy('use')
    .orderBy('name')
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
}

export const countTemplates = async (db: Db, uses: ReplyUse[] | undefined): Promise<number> =>
  (await matching(db, uses).clearSelect().select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow())
    .total

export async function findTemplate(db: Db | Trx, id: string) {
  const row = await selected(db).where('id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** One template, locked until the transaction ends. */
export async function lockTemplate(trx: Trx, id: string): Promise<TemplateRow> {
  const row = await selected(trx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

export async function insertTemplate(trx: Trx, input: ReplyTemplateCreation): Promise<TemplateRow> {
  const id = newId()
  await trx
    .insertInto('reply_template')
    .values({ id, ...input })
    .execute()
  return findTemplate(trx, id)
}

export async function updateTemplate(trx: Trx, row: TemplateRow, changes: ReplyTemplatePatch): Promise<TemplateRow> {
  await trx
    .updateTable('reply_template')
    .set({ ...changes, version: row.version + 1, updated_at: sql`now()` })
    .where('id', '=', row.id)
    .execute()
  return findTemplate(trx, row.id)
}

export const deleteTemplate = async (trx: Trx, id: string): Promise<void> => {
  await trx.deleteFrom('reply_template').where('id', '=', id).execute()
}

export const presentTemplate = ({ version: _version, created_at, updated_at, ...row }: TemplateRow): ReplyTemplate => ({
  ...row,
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
})

/** A template with its variables filled in, in French spacing. */
export const fillReply = (body: string, values: Record<ReplyVariable, string>): string =>
  typeset(body.replaceAll(VARIABLE, (whole, name: string) => values[name as ReplyVariable] ?? whole))

/** The templates as they read for one submission, in the words of who asks. */
export async function repliesFor(
  trx: Trx,
  actor: Actor,
  submission: SubmissionRow,
  uses: ReplyUse[] | undefined,
): Promise<Reply[]> {
  const { federation, campaign } = await trx
    .selectFrom('federation')
    .select([
      'federation.name as federation',
      (e) =>
        e
          .selectFrom('submission')
          .innerJoin('campaign', 'campaign.id', 'submission.campaign_id')
          .select('campaign.name')
          .where('submission.id', '=', submission.id)
          .as('campaign'),
    ])
    .executeTakeFirstOrThrow()
  const values = {
    association: submission.association_name,
    title: submission.title ?? 'votre innovation',
    campaign: campaign ?? 'Recensement des innovations',
    delegation: submission.in_charge_name ?? federation,
    federation,
    sender: actor.kind === 'staff' ? actor.name : federation,
  }
  const rows = await matching(trx, uses).orderBy('use').orderBy('name').orderBy('id').limit(1000).execute()
  return rows.map(({ id, use, name, body }) => ({ id, use, name, body: fillReply(body, values) }))
}
