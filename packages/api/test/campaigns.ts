import { inScope } from '../src/db/database.ts'
import { newId } from '../src/lib/id.ts'
import { json, type TestApp } from './app.ts'

export type Officer = { office?: 'president' | 'general_director' | 'other'; email?: string | null }

/** An officer of the association, with this address. */
export async function anOfficer({ app }: TestApp, association: string, officer: Officer = {}): Promise<string> {
  const id = newId()
  const { office = 'general_director', email = `direction-${id}@exemple.example` } = officer
  await inScope(app.db, { kind: 'job' }, (trx) =>
    trx
      .insertInto('contact')
      .values({ id, association_id: association, office, name: 'Camille Exemple', email })
      .execute(),
  )
  return id
}

export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

/** A campaign that is open now, or between other dates, scheduled with no sending but what is said. */
export async function aCampaign(
  test: TestApp,
  facts: Record<string, unknown> = {},
): Promise<{ id: string; url: string }> {
  const body = { name: 'Recensement', opens_at: inDays(-1), closes_at: inDays(30), ...facts }
  const id = json(await test.admin.post('/v1/campaigns', body), 201).id as string
  const url = `/v1/campaigns/${id}`
  json(await test.admin.post(`${url}/transitions`, { transition: 'schedule' }))
  return { id, url }
}

/** Takes off what scheduling planned, so that a test plans its own. */
export const withoutPlan = async ({ app }: TestApp, campaign: string) =>
  app.db.deleteFrom('sending').where('campaign_id', '=', campaign).where('prepared_at', 'is', null).execute()
