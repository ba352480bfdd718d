import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export const LOGIN = { email: 'admin@essaim.example', password: 'essaims-de-mai-1926' }

type Entry = { key: string; id: string }

/** Signs in; asks again while the service starts or its database does. */
export async function signIn(url: string): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(LOGIN),
    }).catch(() => null)
    if (answer?.ok) return ((await answer.json()) as { access_token: string }).access_token
    if (tries > 100) throw new Error(`no sign-in: ${answer?.status} ${await answer?.text()}`)
    await delay(50)
  }
}

/** An association to write submissions for. */
export async function makeAssociation(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}/v1/associations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: `Association d’exemple ${randomUUID()}`, commune: '29232' }),
  })
  if (answer.status !== 201) throw new Error(`no association: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

/**
 * Writes that are noted only once the service has said yes, and repeated under the same key until it says something:
 * whatever it said yes to has to be there in the end, exactly once, with its event.
 */
export function ledger(association: string) {
  const acknowledged: Entry[] = []
  const surprises: string[] = []
  let writing = true
  /** One client: writes, and repeats what got no answer, until told to stop. */
  async function client(target: () => { url: string; token: string }): Promise<void> {
    while (writing) {
      const key = randomUUID()
      for (let tries = 0; tries < 400; tries += 1) {
        const { url, token } = target()
        const answer = await fetch(`${url}/v1/moderation/submissions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
          body: JSON.stringify({ association_id: association, channel: 'telephone', answers: { titre: key } }),
        }).catch(() => null)
        const body = await answer?.text().catch(() => null)
        if (answer?.status === 201 && body) {
          acknowledged.push({ key, id: (JSON.parse(body) as { id: string }).id })
          break
        }
        if (answer && body && answer.status !== 503 && answer.status !== 401) surprises.push(`${answer.status} ${body}`)
        if (!writing) break
        await delay(25)
      }
    }
  }
  return {
    acknowledged,
    surprises,
    client,
    stop: () => {
      writing = false
    },
    /** What the database holds of it: acknowledged and lost, written twice, written without an event. */
    async audit(superUrl: string): Promise<{ lost: number; doubled: number; unrecorded: number; rows: number }> {
      const db = new pg.Client(superUrl)
      await db.connect()
      try {
        const { rows } = await db.query<{ id: string; title: string; events: number }>(
          "select s.id, s.title, (select count(*)::int from event e where e.subject_id = s.id and e.action = 'submission.create') as events from submission s where s.association_id = $1",
          [association],
        )
        const ids = new Set(rows.map((row) => row.id))
        const titles = rows.map((row) => row.title)
        return {
          lost: acknowledged.filter((entry) => !ids.has(entry.id)).length,
          doubled: titles.length - new Set(titles).size,
          unrecorded: rows.filter((row) => row.events !== 1).length,
          rows: rows.length,
        }
      } finally {
        await db.end()
      }
    },
  }
}
