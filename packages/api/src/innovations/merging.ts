import type { InnovationTransitionRequest } from '@essaim/shared/innovations.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { findInnovation, findInnovationVersion, lockInnovation, type ModeratedRow } from './queries.ts'
import { noLongerOpen } from './rights.ts'
import { UNSCHEDULED } from './schedule.ts'

/**
 * Has another record stand for this one, whose readers are led there; nothing of it is lost, so that it can be undone.
 * Both are locked already, in the order of their ids.
 */
export async function merge(
  trx: Trx,
  { caller }: { caller: Caller },
  row: ModeratedRow,
  { replaced_by }: InnovationTransitionRequest,
): Promise<Record<string, unknown>> {
  if (!replaced_by) throw invalid('/replaced_by', 'required', 'Dites quelle fiche demeure.', 'Say which record stands.')
  if (replaced_by === row.id)
    throw invalid('/replaced_by', 'itself', 'C’est la fiche elle-même.', 'That is the record itself.')
  const other = await findInnovation(trx, caller.actor, replaced_by).catch(() => null)
  if (!other) throw invalid('/replaced_by', 'unknown', 'Cette fiche n’existe pas.', 'There is no such record.')
  if (other.state !== 'published' && (row.first_published_at !== null || other.state !== 'draft'))
    throw invalid(
      '/replaced_by',
      'not-published',
      'Les lecteurs seraient menés à une fiche qui n’est pas publiée.',
      'Readers would be led to a record that is not published.',
    )
  if (await losesReaders(trx, row.id, other.id))
    throw invalid(
      '/replaced_by',
      'narrower',
      'Des lecteurs de cette fiche ne peuvent pas lire l’autre.',
      'Some readers of this record may not read the other one.',
    )
  await trx
    .updateTable('innovation')
    .set({ ...UNSCHEDULED, state: 'archived', merged_into: other.id, merged_from: row.state })
    .where('id', '=', row.id)
    .execute()
  await touch(trx, other.id)
  return { into: other.id, into_title: other.title }
}

/** What a record says of others has changed. */
const touch = (trx: Trx, id: string) =>
  trx
    .updateTable('innovation')
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('id', '=', id)
    .execute()

/** Whether somebody reads the one today who may not read the other. */
async function losesReaders(trx: Trx, id: string, other: string): Promise<boolean> {
  const { rows } = await sql<{ loses: boolean }>`select exists (
    select from document d cross join unnest(array['public', 'partners', 'members']::audience[]) as reader
    where d.innovation_id = ${id} and d.current and reader between d.from_audience and d.to_audience
      and not exists (select from document o where o.innovation_id = ${other} and o.current
        and reader between o.from_audience and o.to_audience)) as loses`.execute(trx)
  return rows[0]?.loses ?? false
}

/** Undoes a merger: the record is again what it was before. */
export async function unmerge(trx: Trx, row: ModeratedRow): Promise<Record<string, unknown>> {
  await trx
    .updateTable('innovation')
    .set({ state: row.merged_from as string, merged_into: null, merged_from: null })
    .where('id', '=', row.id)
    .execute()
  await touch(trx, row.merged_into as string)
  return { into: row.merged_into }
}

/** The record that stands for this one today: itself, unless it was merged. */
export async function standingFor(trx: Trx, id: string): Promise<{ id: string; association_id: string | null }> {
  const { rows } = await sql<{ id: string; association_id: string | null }>`
    with recursive led as (
      select id, association_id, merged_into from innovation where id = ${id}
      union all select i.id, i.association_id, i.merged_into from innovation i join led on i.id = led.merged_into)
    select id, association_id from led where merged_into is null`.execute(trx)
  if (!rows[0]) throw problem('not-found')
  return rows[0]
}

/** A second record out of one that describes two innovations: a draft with the same answers, to be told apart by hand. */
export async function splitInnovation(
  trx: Trx,
  caller: Caller,
  id: string,
  comment: string | undefined,
): Promise<ModeratedRow> {
  const row = await lockInnovation(trx, caller.actor, id)
  const number = row.draft_number ?? row.published_version ?? row.last_number
  if (row.state === 'archived' || number === null) throw await noLongerOpen(trx, row)
  const { answers, questionnaire_version_id } = await findInnovationVersion(trx, id, number)
  const other = newId()
  await trx
    .insertInto('innovation')
    .columns([
      'id',
      'association_id',
      'origin',
      'title',
      'departments',
      'main_department',
      'rerouted_to',
      'split_from',
      'state_by',
    ])
    .expression((e) =>
      e
        .selectFrom('innovation')
        .select([
          sql<string>`${other}::uuid`.as('id'),
          'association_id',
          'origin',
          'title',
          'departments',
          'main_department',
          'rerouted_to',
          'id as split_from',
          sql<string>`${callerName(caller)}`.as('state_by'),
        ])
        .where('id', '=', id),
    )
    .execute()
  await trx
    .insertInto('innovation_version')
    .values({
      innovation_id: other,
      number: 1,
      state: 'draft',
      answers: JSON.stringify(answers),
      questionnaire_version_id,
    })
    .execute()
  await recordEvent(trx, caller, {
    action: 'innovation.split',
    subject: { kind: 'innovation', id },
    association_id: row.association_id,
    detail: { into: other, version: number, ...(comment !== undefined && { comment }) },
  })
  await recordEvent(trx, caller, {
    action: 'innovation.version',
    subject: { kind: 'innovation', id: other },
    association_id: row.association_id,
    detail: { number: 1, split_from: id },
  })
  return findInnovation(trx, caller.actor, other)
}
