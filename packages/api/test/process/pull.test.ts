import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { canonical } from '../../src/lib/canonical.ts'
import { json } from '../app.ts'
import { anAssociation } from '../factories.ts'
import { aRecord, COMPLETE_ANSWERS } from '../federation.ts'
import { essaim, runProgram, scratchDir } from './program.ts'
import { aRunningInstance } from './source.ts'

const PULL = ['src/cli/main.ts', 'pull']
const RECORDS = '/v1/moderation/innovations'
const TIME = 180_000

let source: Awaited<ReturnType<typeof aRunningInstance>>
let association: string
beforeAll(async () => {
  source = await aRunningInstance()
  association = (await anAssociation(source)).id
  for (const portee of ['tout-public', 'tout-public', 'tout-public', 'reseau-et-partenaires', 'adherents'])
    await aRecord(source, association, { ...COMPLETE_ANSWERS, portee })
}, TIME)
beforeEach(() => {
  source.door.before = null
})

const argumentsOf = (into: string, ...more: string[]) => ['pull', '--from', source.url, '--into', into, ...more]
const pull = (into: string, { key, more = [] }: { key?: string; more?: string[] } = {}) =>
  essaim(argumentsOf(into, ...more), key ? { ESSAIM_KEY: key } : {})
const keyOf = async (...scopes: ('feed:read' | 'members:read')[]) => (await source.key(...scopes)).key
const stateIn = (into: string) => JSON.parse(readFileSync(join(into, 'state.json'), 'utf8')) as Record<string, unknown>
const transition = (id: string, name: string, more: object = {}) =>
  source.admin.post(`${RECORDS}/${id}/transitions`, { transition: name, ...more })

/** What lies in a folder, by id. */
function copyIn(into: string): Map<string, string> {
  const names = readdirSync(join(into, 'records'))
  return new Map(
    names.sort().map((name) => [name.replace('.json', ''), readFileSync(join(into, 'records', name), 'utf8')]),
  )
}
/** What the source has for an audience: the canonical text of each record. */
async function recordsFor(audience: string, facet?: string): Promise<Map<string, string>> {
  const { rows } = await source.app.pool.query<{ id: string; body: string }>(
    'select innovation_id as id, body from document where current and from_audience <= $1 and to_audience >= $1 and facets @> $2 order by id',
    [audience, facet ? [facet] : []],
  )
  return new Map(rows.map(({ id, body }) => [id, canonical(JSON.parse(body) as object)]))
}

test(
  'a copy is one file per record, proved, and goes on from where it stood',
  async () => {
    const into = join(scratchDir(), 'copie')
    const first = await pull(into)
    expect(first, first.err).toMatchObject({ code: 0 })
    expect(first.out).toMatch(/^copie complète et prouvée : 3 fiches, tête \d+, empreinte [0-9a-f]{12}…\n$/)
    expect(copyIn(into)).toEqual(await recordsFor('public'))
    expect(stateIn(into)).toMatchObject({ from: `${source.url}/v1`, filter: '', again: false, counted: 3 })

    source.door.asked.length = 0
    expect((await pull(into)).out).toBe(first.out)
    expect(source.door.asked.map(({ url }) => url.replace(/\?.*/, ''))).toEqual(['/v1/feeds/innovations', '/v1/feeds'])

    const another = await aRecord(source, association, COMPLETE_ANSWERS)
    const [withdrawn = ''] = copyIn(into).keys()
    json(await transition(withdrawn, 'withdraw', { reason: 'stopped' }))
    expect((await pull(into)).out).toContain(' 3 fiches,')
    expect(copyIn(into)).toEqual(await recordsFor('public'))
    expect([...copyIn(into).keys()]).toContain(another)
    expect(existsSync(join(into, 'seen.txt'))).toBe(false)
  },
  TIME,
)

test(
  'a key opens more; a record that is narrowed leaves those who may not have it any more',
  async () => {
    const [partners, members] = [join(scratchDir(), 'p'), join(scratchDir(), 'm')]
    const [forPartners, forMembers] = [await keyOf('feed:read'), await keyOf('members:read')]
    expect((await pull(partners, { key: forPartners })).code).toBe(0)
    expect((await pull(members, { key: forMembers })).code).toBe(0)
    expect(copyIn(members).size).toBe(copyIn(partners).size + 1)
    expect(readFileSync(join(members, 'state.json'), 'utf8')).not.toContain(forMembers)

    const [narrowed = ''] = (await recordsFor('public')).keys()
    json(await source.admin.post(`${RECORDS}/${narrowed}/restrictions`, { question: '*', audience: 'members' }))
    await pull(partners, { key: forPartners })
    await pull(members, { key: forMembers })
    expect([...copyIn(partners).keys()]).not.toContain(narrowed)
    expect([...copyIn(members).keys()]).toContain(narrowed)
    expect(copyIn(partners)).toEqual(await recordsFor('partners'))
    expect(copyIn(members)).toEqual(await recordsFor('members'))

    // other scopes, another epoch: what they do not open leaves
    const fewer = await pull(members, { key: forPartners })
    expect(fewer, fewer.err).toMatchObject({ code: 0, err: expect.stringContaining('tout relire') })
    expect(copyIn(members)).toEqual(await recordsFor('partners'))
  },
  TIME,
)

test(
  'a client gets its tokens where the service says, and a new one when its token is refused',
  async () => {
    const into = scratchDir()
    const partner = json(await source.admin.post('/v1/partners', { name: 'Fédération cliente' }), 201).id
    const made = await source.admin.post(`/v1/partners/${partner}/clients`, {
      name: 'Copie',
      token_endpoint_auth_method: 'client_secret_basic',
      scopes: ['members:read'],
    })
    const { id, client_secret } = json(made, 201) as { id: string; client_secret: string }
    const env = { ESSAIM_CLIENT_ID: id, ESSAIM_CLIENT_SECRET: client_secret }
    const first = await essaim(argumentsOf(into), env)
    expect(first, first.err).toMatchObject({ code: 0 })
    expect(copyIn(into)).toEqual(await recordsFor('members'))
    let refused = false
    source.door.before = (url, response) => {
      if (refused || !url.startsWith('/v1/feeds/innovations')) return false
      refused = true
      response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{}')
      return true
    }
    expect(await essaim(argumentsOf(into), env)).toMatchObject({ code: 0, out: first.out })
    const wrong = await essaim(argumentsOf(into), { ...env, ESSAIM_CLIENT_SECRET: 'un autre secret' })
    expect(wrong).toMatchObject({ code: 77, err: expect.stringContaining('refuse ces identifiants') })
    expect(wrong.err).not.toContain('un autre secret')
  },
  TIME,
)

test(
  'the sandbox is followed as the rest',
  async () => {
    const made = await essaim(['pull', '--from', `${source.url}/v1/sandbox`, '--into', scratchDir()])
    expect(made, made.err).toMatchObject({ code: 0, out: expect.stringContaining('copie complète et prouvée') })
  },
  TIME,
)

test(
  'a filter follows a part, and a folder follows one',
  async () => {
    const into = scratchDir()
    const theme = 'habitat-logement'
    await aRecord(source, association, { ...COMPLETE_ANSWERS, theme_principal: theme })
    const made = await pull(into, { more: ['--filter', `theme=${theme}`] })
    expect(made, made.err).toMatchObject({ code: 0, out: expect.stringContaining(' 1 fiche,') })
    expect(copyIn(into)).toEqual(await recordsFor('public', `theme:${theme}`))
    const [other, unknown, wrong] = await Promise.all([
      pull(into),
      pull(scratchDir(), { more: ['--filter', 'theme=inconnu'] }),
      pull(scratchDir(), { more: ['--filter', 'theme'] }),
    ])
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('suit déjà') })
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('422') })
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('nom=valeur') })
  },
  TIME,
)

test(
  'what was altered, lost or added in the folder is found and mended',
  async () => {
    const into = scratchDir()
    await pull(into)
    const truth = copyIn(into)
    const [altered = '', lost = ''] = truth.keys()
    const added = '01900000-0000-7000-8000-000000000000'
    const file = (id: string) => join(into, 'records', `${id}.json`)
    expect((await pull(into, { more: ['--verify'] })).code).toBe(0)
    writeFileSync(file(altered), truth.get(altered)?.replace('{', '{ ') ?? '')
    const verified = await pull(into, { more: ['--verify'] })
    expect(verified).toMatchObject({ code: 1, err: expect.stringContaining('pas la même empreinte') })
    rmSync(file(lost))
    writeFileSync(file(added), '{}')
    const mended = await pull(into)
    expect(mended, mended.err).toMatchObject({ code: 0, err: expect.stringContaining('tout est relu') })
    for (const id of [altered, lost, added]) expect(mended.err).toMatch(new RegExp(`remises d’accord : .*${id}`))
    expect(copyIn(into)).toEqual(truth)

    // what was never proved is not said to be
    source.door.before = (url, response) => {
      if (!/^\/v1\/feeds($|\?)/.test(url)) return false
      void source.app.inject({ url }).then(({ body }) => {
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(body.replace(/"digest":"./, '"digest":"g').replace('"g', '"0'))
      })
      return true
    }
    const never = await pull(into)
    expect(never).toMatchObject({ code: 1, out: '', err: expect.stringContaining('même après avoir tout relu') })
  },
  TIME,
)

test(
  'killed at any instant, a copy holds whole records only, and goes on',
  async () => {
    const into = scratchDir()
    const truth = await recordsFor('public')
    let pages = 0
    const isPage = (url: string) => url.startsWith('/v1/feeds/innovations')
    for (const at of [1, 2, 3, 1, 2, 1]) {
      const before = pages
      const program = runProgram([...PULL, ...argumentsOf(into).slice(1)])
      source.door.before = (url) => {
        if (isPage(url)) pages += 1
        if (!isPage(url) || pages - before < at) return false
        // the page is never answered; or it is, and the kill falls into its being written
        setTimeout(() => program.child.kill('SIGKILL'), Math.random() * 20)
        return pages % 2 === 0
      }
      await program.exit
      for (const [id, text] of existsSync(join(into, 'records')) ? copyIn(into) : [])
        if (!id.endsWith('.new')) expect(text).toBe(truth.get(id))
    }
    source.door.before = null
    const ended = await pull(into)
    expect(ended, ended.err).toMatchObject({ code: 0, out: expect.stringContaining('copie complète et prouvée') })
    expect(copyIn(into)).toEqual(truth)
  },
  TIME,
)

test(
  'a source that was put back is read anew, and what it does not have any more leaves at the end',
  async () => {
    const into = scratchDir()
    await pull(into)
    const ghost = '01900000-0000-7000-8000-000000000001'
    writeFileSync(join(into, 'records', `${ghost}.json`), '{}')
    await source.app.pool.query('update feed_head set epoch = gen_random_uuid()')
    source.door.before = (url) => {
      // nothing leaves before everything was seen
      if (url.startsWith('/v1/feeds/innovations')) expect([...copyIn(into).keys()]).toContain(ghost)
      return false
    }
    const again = await pull(into)
    expect(again, again.err).toMatchObject({ code: 0, err: expect.stringContaining('tout relire') })
    expect(copyIn(into)).toEqual(await recordsFor('public'))
  },
  TIME,
)

test(
  'refusals end with a code and a reason; what passes is waited for',
  async () => {
    const into = scratchDir()
    const [wrong, both, nothing, missing] = await Promise.all([
      pull(into, { key: 'essaim_rien' }),
      essaim(argumentsOf(into), { ESSAIM_KEY: 'x', ESSAIM_CLIENT_ID: 'y' }),
      essaim(['pull', '--from', 'ftp://essaim.example', '--into', into]),
      essaim(['pull', '--into', into]),
    ])
    expect(wrong).toMatchObject({ code: 77, out: '', err: expect.stringMatching(/refuse ces identifiants : 401/) })
    expect(wrong.err).not.toMatch(/ at |Error|essaim_rien/)
    expect(both).toMatchObject({ code: 78, err: expect.stringContaining('ESSAIM_KEY') })
    expect(nothing).toMatchObject({ code: 1, err: expect.stringContaining('https://') })
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining("il manque l'option --from <URL>") })

    let refused = 0
    source.door.before = (_, response) => {
      refused += 1
      if (refused > 2) return false
      response.writeHead(refused === 1 ? 503 : 429, { 'retry-after': '0' }).end()
      return true
    }
    const patient = await pull(into)
    expect(patient, patient.err).toMatchObject({ code: 0, err: expect.stringMatching(/503[\s\S]*429/) })
  },
  TIME,
)

test(
  'no other origin is followed, nor gets the key',
  async () => {
    const other = await aRunningInstance()
    const key = await keyOf('feed:read')
    const elsewhere = `${other.url}/v1/feeds/innovations`
    const next = JSON.stringify({ next: elsewhere, items: [], license: 'x' })
    for (const answer of [
      { status: 302, headers: { location: elsewhere }, body: '' },
      { status: 200, headers: { 'content-type': 'application/json' }, body: next },
    ]) {
      source.door.before = (url, response) => {
        if (!url.startsWith('/v1/feeds/innovations')) return false
        response.writeHead(answer.status, answer.headers).end(answer.body)
        return true
      }
      expect(await pull(scratchDir(), { key })).toMatchObject({ code: 1, err: expect.stringContaining(other.url) })
    }
    expect(other.door.asked).toEqual([])
  },
  TIME,
)

test(
  '--watch shows each change as it comes; one process at a time keeps a folder',
  async () => {
    const into = scratchDir()
    const watching = runProgram([...PULL, ...argumentsOf(into, '--watch').slice(1)])
    await watching.says(/copie complète et prouvée : .*\n/)
    expect(await pull(into)).toMatchObject({ code: 1, err: expect.stringContaining(`processus ${watching.pid}`) })
    const id = await aRecord(source, association, COMPLETE_ANSWERS)
    await watching.says(/(copie complète et prouvée[\s\S]*){2}/)
    expect(copyIn(into).get(id)).toBe((await recordsFor('public')).get(id))
    watching.child.kill('SIGTERM')
    await watching.exit
    expect((await pull(into)).code).toBe(0)
  },
  TIME,
)
