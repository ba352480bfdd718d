import { LETTER_KINDS, type LetterKind } from '@essaim/shared/campaigns.ts'
import type { Trx } from '../db/database.ts'

const SUBJECTS: Record<LetterKind, string> = {
  announcement: 'Recensement des innovations : annonce',
  invitation: 'Recensement des innovations : votre invitation',
  reminder: 'Recensement des innovations : nous attendons votre réponse',
  last_call: 'Recensement des innovations : derniers jours pour répondre',
  completion: 'Recensement des innovations : il reste à compléter votre réponse',
  thanks: 'Recensement des innovations : merci de votre réponse',
  publication: 'Votre innovation est publiée',
}

/** Gives a campaign the letters that it lacks, so that each kind can be sent, and edited before. */
export async function insertDefaultLetters(trx: Trx, campaign: string): Promise<void> {
  await trx
    .insertInto('letter')
    .values(LETTER_KINDS.map((kind) => ({ campaign_id: campaign, kind, subject: SUBJECTS[kind], body: '{{lien}}' })))
    .onConflict((c) => c.columns(['campaign_id', 'kind']).doNothing())
    .execute()
}
