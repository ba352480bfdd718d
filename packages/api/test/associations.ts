import { type Client, json, type TestApp, testApp } from './app.ts'

export type Association = { id: string; name: string; [member: string]: unknown }

export type Members = {
  t: TestApp
  /** Of the delegation that covers Finistère, where the associations are. */
  delegate: Client
  /** Of another one. */
  stranger: Client
  writer: Client
  anAssociation(facts?: Record<string, unknown>): Promise<Association>
  /** The actions in the trail of an association, in order. */
  events(id: string): Promise<string[]>
}

/** An application with the callers who matter to associations. */
export async function members(): Promise<Members> {
  const t = await testApp()
  let count = 0
  return {
    t,
    delegate: await t.staff(['delegate'], [(await t.delegation('29', '22')).id]),
    stranger: await t.staff(['delegate'], [(await t.delegation('75')).id]),
    writer: await t.key('associations:write'),
    async anAssociation(facts = {}) {
      count += 1
      const name = `Association fictive ${count}`
      const given = { name, commune: '29232', address: '1 rue Fictive', telephone: '02 00 00 00 00', ...facts }
      return json(await t.admin.post('/v1/associations', given), 201) as Association
    },
    async events(id) {
      const rows = await t.app.db
        .selectFrom('event')
        .select('action')
        .where('association_id', '=', id)
        .orderBy('id')
        .execute()
      return rows.map(({ action }) => action)
    },
  }
}
