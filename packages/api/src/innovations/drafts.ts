import type { InnovationVersionPatch } from '@essaim/shared/innovations.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { normaliseAnswers } from '@essaim/shared/questionnaires/normalise.ts'
import { sameValue } from '@essaim/shared/questionnaires/same-value.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { answerChanges } from '../events/answer-changes.ts'
import { recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { findContent } from '../questionnaires/queries.ts'
import { refuseShape } from '../submissions/answers.ts'
import { derive } from '../submissions/derived.ts'
import type { Desk } from '../submissions/desk.ts'
import { writeToAssociation } from '../submissions/letters.ts'
import { findSubmission } from '../submissions/queries.ts'
import { refuseOverUndecided, traceEdits } from '../version-edits/commands.ts'
import { findInnovationVersion, type ModeratedRow } from './queries.ts'

type VersionRow = Awaited<ReturnType<typeof findInnovationVersion>>

/**
 * Edits the draft version of a locked record on the association's behalf, before it is published: style is written at
 * once, sense is proposed to the association and waits beside the version for its answer.
 */
export async function editDraft(
  trx: Trx,
  desk: Desk,
  innovation: ModeratedRow,
  number: number,
  { answers: patch, nature = 'editorial', reason }: InnovationVersionPatch,
): Promise<void> {
  const version = await findInnovationVersion(trx, innovation.id, number)
  if (version.state !== 'draft')
    throw problem('conflict', {
      detail: {
        fr: 'Une version publiée ne change plus : faites-en une nouvelle.',
        en: 'A published version never changes: make a new one.',
      },
      members: { state: version.state },
    })
  const proposes = nature === 'substantive'
  if (proposes) refuseProposal(innovation, reason)
  const content = await findContent(trx, version.questionnaire_version_id)
  await refuseShape(trx, desk, { association_id: innovation.association_id }, content, patch)
  const before = version.answers as Answers
  const edits = Object.fromEntries(
    Object.entries(normaliseAnswers(content, patch, newId)).filter(([code, value]) => !sameValue(before[code], value)),
  )
  const edited = { ...version, answers: before }
  if (!proposes) await refuseOverUndecided(trx, edited, Object.keys(edits))
  await traceEdits(trx, desk.caller, edited, edits, { nature, reason: reason ?? null })
  await writeDraft(trx, innovation, version, proposes ? {} : edits)
  const said = answerChanges(before, edits)
  await recordEvent(trx, desk.caller, {
    action: proposes ? 'innovation.propose_edit' : 'innovation.edit',
    subject: { kind: 'innovation', id: innovation.id },
    association_id: innovation.association_id,
    // what is proposed is no change yet
    detail: { number, nature, ...(reason !== undefined && { reason }), [proposes ? 'proposed' : 'changes']: said },
  })
  if (proposes && version.submission_id && Object.keys(edits).length > 0)
    await writeToAssociation(trx, desk, await findSubmission(trx, desk.caller.actor, version.submission_id), {
      subject: `À relire : « ${innovation.title ?? 'sans titre'} »`,
      paragraphs: [
        'En préparant la publication de votre fiche, nous vous proposons une modification qui touche au fond.',
        `Pourquoi : ${reason}`,
        'Rien n’est publié sans votre accord : acceptez-la ou refusez-la en ouvrant votre réponse.',
      ],
    })
}

/** Writes answers into a draft version, and what the record that it is the only version of is found by. */
export async function writeDraft(
  trx: Trx,
  innovation: ModeratedRow,
  version: VersionRow,
  edits: Answers,
): Promise<void> {
  const answers = Object.fromEntries(
    Object.entries({ ...(version.answers as Answers), ...edits }).filter(([, value]) => value !== null),
  )
  await trx
    .updateTable('innovation_version')
    .set({ answers: JSON.stringify(answers), version: version.version + 1, updated_at: sql`now()` })
    .where('innovation_id', '=', innovation.id)
    .where('number', '=', version.number)
    .execute()
  if (innovation.published_version === null)
    await trx
      .updateTable('innovation')
      .set(derive(await findContent(trx, version.questionnaire_version_id), answers))
      .where('id', '=', innovation.id)
      .execute()
}

function refuseProposal({ association_id }: ModeratedRow, reason: string | undefined): void {
  if (association_id === null)
    throw invalid(
      '/nature',
      'no-association',
      'Cette fiche n’a pas d’association à qui le proposer.',
      'This record has no association to propose it to.',
    )
  if (reason === undefined)
    throw invalid(
      '/reason',
      'required',
      'Dites à l’association pourquoi vous changez ce qu’elle a dit.',
      'Tell the association why you change what it said.',
    )
}
