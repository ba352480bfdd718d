import { type Audience, includes } from '@essaim/shared/audience.ts'
import type { GridContent } from '@essaim/shared/evaluation-grids.ts'
import { missingScores } from '@essaim/shared/evaluation-rules.ts'
import { type Export, STREAM_FORMATS } from '@essaim/shared/exports.ts'
import { audienceOf, fieldAudienceOf, reachOf } from '@essaim/shared/questionnaires/audience.ts'
import { shownQuestions } from '@essaim/shared/questionnaires/conditions.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import type { RouteOptions } from 'fastify'
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeExports } from '../src/exports/commands.ts'
import { defaultQuestionnaire } from '../src/questionnaires/seed.ts'
import { type Answer, type Client, json, PUBLIC_URL, problemOf, type TestApp, testApp } from './app.ts'
import { wordsOfDocx } from './docx-text.ts'
import { SHORT_ANSWERS } from './factories.ts'
import {
  aDraftRecord,
  aFederation,
  aRecord,
  aSubmission,
  CALLERS,
  type CallerName,
  COMPLETE_ANSWERS,
  type Federation,
  publish,
} from './federation.ts'
import { pdfText } from './pdf-text.ts'

const content = defaultQuestionnaire()
const TEXTS = new Set(['text', 'longtext', 'email', 'tags', 'url'])

/** A word that stands nowhere else: found in an answer, it tells which value leaked. */
const marker = (place: string, code: string) => `zq${place}${code.replaceAll('_', '')}zq`
const written = (kind: string, word: string) =>
  kind === 'email'
    ? `${word}@exemple.example`
    : kind === 'tags'
      ? [word]
      : kind === 'url'
        ? `https://exemple.example/${word}`
        : `${word} parmi d’autres mots. `.repeat(kind === 'longtext' ? 12 : 1).trim()

/** Answers with a marker in every text, the fields of groups included, and the audience that may read each. */
function marked(place: string, portee: string) {
  const answers: Record<string, unknown> = {
    ...COMPLETE_ANSWERS,
    portee,
    numerique: true,
    derogation: true,
    deja_essaime: true,
    contact_diffusion: 'adherents',
    evaluation: '4',
    cout_total: 7_654_321,
    contact_tel: '02 98 76 54 32',
    stade_depuis: '2019-03',
  }
  const markers = new Map<string, string>()
  for (const question of questionsOf(content)) {
    const { code, kind } = question
    if (TEXTS.has(kind)) {
      markers.set(code, marker(place, code))
      answers[code] = written(kind, marker(place, code))
    }
    const texts = (question.fields ?? []).filter((field) => field.kind === 'text')
    if (kind === 'repeat' && texts.length > 0) {
      answers[code] = [Object.fromEntries(texts.map((field) => [field.code, marker(place, `${code}${field.code}`)]))]
      for (const field of texts) markers.set(`${code}.${field.code}`, marker(place, `${code}${field.code}`))
    }
  }
  return { answers, markers }
}

/** What an answer says, as it is read where it is opened. */
async function wordsOf({ headers, rawPayload, body }: Answer): Promise<string> {
  const type = String(headers['content-type'])
  if (type === 'application/pdf') return pdfText(rawPayload)
  if (type.includes('wordprocessingml')) return wordsOfDocx(rawPayload)
  if (!type.includes('spreadsheetml')) return body
  return JSON.stringify((await readXlsx(new Uint8Array(rawPayload))).sheets.map(({ rows }) => rows))
}

/** Who may read which marker of a record, by the questionnaire's own rules. */
function audiencesOf({ answers, markers }: ReturnType<typeof marked>): Map<string, Audience> {
  const reach = reachOf(content, answers)
  const questions = new Map(questionsOf(content).map((question) => [question.code, question]))
  const shown = new Set(shownQuestions(content, answers).map(({ code }) => code))
  return new Map(
    [...markers].map(([name, word]) => {
      const [code = '', cell] = name.split('.')
      const question = questions.get(code)
      if (!question) throw new Error(name)
      if (!shown.has(code)) return [word, 'staff']
      const field = question.fields?.find((one) => one.code === cell)
      return [
        word,
        field
          ? fieldAudienceOf(field, question, answers, content, reach)
          : audienceOf(question, answers, content, reach),
      ]
    }),
  )
}

/** The audience of each caller on the public doors. */
const AUDIENCE: Record<CallerName, Audience> = {
  anonymous: 'public',
  respondent: 'public',
  'respondent elsewhere': 'public',
  'submissions:write': 'public',
  'submissions:write elsewhere': 'public',
  'associations:read': 'public',
  'associations:write': 'public',
  'webhooks:manage': 'public',
  'innovations:read': 'partners',
  'feed:read': 'partners',
  'members:read': 'members',
  reader: 'members',
  delegate: 'members',
  'delegate elsewhere': 'members',
  moderator: 'members',
  admin: 'members',
}
const SEES_MODERATION = new Set<CallerName>(['reader', 'delegate', 'moderator', 'admin'])
/** The trail shows what was changed to what. */
const isPrivate = (url: string) => /^\/v1\/(moderation\/|respond\/|events|notifications)/.test(url)
/** What staff say among themselves: never the association's, however much it is about its answer. */
const STAFF_ONLY = ['zqentrenouszq', 'zqaviszq', 'zqevaluationzq', 'zqnotepointzq']

/** An answer on which everything was said that moderation has words for; its id. */
async function aJudgedAnswer({ as: { respondent, delegate, moderator } }: Federation): Promise<string> {
  const made = json(await respondent.post('/v1/respond/submissions', { answers: SHORT_ANSWERS }), 201)
  const id = String(made.id)
  const [own, theirs] = [`/v1/respond/submissions/${id}`, `/v1/moderation/submissions/${id}`]
  json(await respondent.post(`${own}/transitions`, { transition: 'submit' }))
  json(
    await delegate.post(`${theirs}/transitions`, { transition: 'endorse', opinion: 'reserved', comment: 'zqaviszq' }),
  )
  const [grid] = json(await moderator.get('/v1/evaluation-grids')).items as { id: string }[]
  const { content } = json(await moderator.get(`/v1/evaluation-grids/${grid?.id}/versions/1`)) as {
    content: GridContent
  }
  const scores = Object.fromEntries(missingScores(content, {}).map(({ criterion }) => [criterion, 2]))
  const evaluation = `${theirs}/evaluations/${grid?.id}`
  const fresh = { headers: { 'if-none-match': '*' } }
  json(await moderator.put(evaluation, { scores, comment: 'zqevaluationzq' }, fresh), 201)
  json(await moderator.post(`${evaluation}/transitions`, { transition: 'give' }))
  json(
    await moderator.post(`${theirs}/transitions`, {
      transition: 'request_changes',
      comment: 'Merci de revoir ce point.',
      points: [{ question: 'titre', reason: 'zqpointzq', proposed: 'zqpropositionzq' }],
    }),
  )
  const [point] = json(await respondent.get(`${own}/points`)).items as { id: string }[]
  json(await respondent.post(`${own}/points/${point?.id}/answer`, { kept_because: 'zqgardezq' }))
  json(await respondent.post(`${own}/transitions`, { transition: 'submit' }))
  json(await moderator.post(`${theirs}/points`, { question: 'accroche', reason: 'zqnotepointzq' }), 201)
  return id
}

describe('a marker in every value that is not public', () => {
  const gets: string[] = []
  let test: TestApp
  let federation: Federation
  const readers = new Map<string, Audience>()
  /** Seen by nobody on the public doors. */
  const hidden: string[] = []
  const records: string[] = []
  const dossiers: string[] = []
  let contact: string
  let judged: string
  let addresses: string[]

  beforeAll(async () => {
    test = await testApp({
      onRoute: ({ method, url }: RouteOptions) => {
        if ([method].flat().includes('GET')) gets.push(url)
      },
    })
    federation = await aFederation(test, 'Les Genêts d’exemple')
    const { admin } = test
    const association = federation.association.id
    const learn = (audiences: Map<string, Audience>) => {
      for (const [word, audience] of audiences) readers.set(word, audience)
    }
    for (const portee of ['tout-public', 'reseau-et-partenaires', 'adherents', 'nexem-seulement']) {
      const record = marked(`p${portee.slice(0, 4).replaceAll('-', '')}`, portee)
      records.push(await aRecord(test, association, record.answers))
      learn(audiencesOf(record))
    }
    const [open = ''] = records
    // narrowed since: by staff and by the association itself
    for (const [who, question, audience] of [
      [admin, 'probleme', 'partners'],
      [admin, 'accroche', 'members'],
      [federation.as.respondent, 'description', 'staff'],
    ] as const) {
      const door = who === admin ? '/v1/moderation/innovations' : '/v1/respond/innovations'
      json(await who.post(`${door}/${open}/restrictions`, { question, audience }))
      readers.set(marker('ptout', question), audience)
    }
    // a version that waits beside the published one, an older version whose words the newer one narrows, an unpublished record
    const draft = marked('brouillon', 'tout-public')
    await aDraftRecord(test, association, draft.answers, { innovation_id: open })
    hidden.push(...draft.markers.values())
    const older = marked('ancien', 'tout-public')
    const renewed = await aRecord(test, association, older.answers)
    records.push(renewed)
    const newer = marked('neuf', 'adherents')
    newer.answers.contact_diffusion = 'nexem-seulement'
    await aDraftRecord(test, association, newer.answers, { innovation_id: renewed })
    await publish(test, renewed)
    learn(audiencesOf(newer))
    // today's reach and today's choice hold for what was published before
    for (const [word, audience] of audiencesOf(older))
      readers.set(word, includes('public', audience) || includes('partners', audience) ? 'members' : audience)
    for (const code of ['contact_nom', 'contact_fonction', 'contact_courriel'])
      readers.set(marker('ancien', code), 'staff')
    const unpublished = marked('inedit', 'tout-public')
    const waiting = await aDraftRecord(test, association, unpublished.answers)
    records.push(waiting)
    json(
      await federation.as.moderator.patch(`/v1/moderation/innovations/${waiting}/versions/1`, {
        answers: { titre: 'zqproposezq' },
        nature: 'substantive',
        reason: 'zqmotifzq',
      }),
    )
    hidden.push('zqproposezq', 'zqmotifzq')
    hidden.push(...unpublished.markers.values())
    const withdrawn = marked('retire', 'tout-public')
    const gone = await aRecord(test, association, withdrawn.answers)
    records.push(gone)
    json(
      await admin.post(`/v1/moderation/innovations/${gone}/transitions`, {
        transition: 'withdraw',
        reason: 'error',
        comment: 'zqcommentaireretraitzq',
      }),
    )
    hidden.push(...withdrawn.markers.values(), 'zqcommentaireretraitzq')
    const reserved = { ...marked('reserve', 'tout-public') }
    reserved.answers.licence = 'tous-droits-reserves'
    records.push(await aRecord(test, association, reserved.answers))
    for (const [word, audience] of audiencesOf(reserved)) {
      const kept = word === marker('reserve', 'titre') || word === marker('reserve', 'accroche')
      readers.set(word, kept || !includes('partners', audience) ? audience : 'members')
    }
    // what goes to an authority: in a draft, and in what was sent
    const going = marked('dossier', 'reseau-et-partenaires')
    going.answers.candidat_selections = ['cnsa']
    const proposed = await aRecord(test, association, going.answers)
    learn(audiencesOf(going))
    const recipient = { recipient: 'La CNSA', recipient_kind: 'cnsa' }
    for (const title of ['Envoyé', 'Projet']) {
      const { id } = json(await admin.post('/v1/dossiers', { title, ...recipient }), 201) as { id: string }
      json(await admin.post(`/v1/dossiers/${id}/items`, { ids: [proposed] }))
      const tag = String((await admin.get(`/v1/dossiers/${id}`)).headers.etag)
      json(await admin.patch(`/v1/dossiers/${id}/items/${proposed}`, { note: 'zqnotezq' }, tag))
      if (title === 'Envoyé') json(await admin.post(`/v1/dossiers/${id}/transitions`, { transition: 'send' }))
      dossiers.push(id)
    }
    const started = await aSubmission(admin, association, { titre: 'zqcommencezq' })
    json(
      await admin.post(`/v1/moderation/submissions/${started}/routing`, {
        regional_delegation: null,
        reason: 'zqraisonzq',
      }),
    )
    hidden.push('zqcommencezq', 'zqraisonzq')
    // among staff, and with the association
    const thread = `submissions/${started}/messages`
    json(await admin.post(`/v1/moderation/${thread}`, { kind: 'note', body: 'zqentrenouszq' }), 201)
    json(await federation.as.respondent.post(`/v1/respond/${thread}`, { body: 'zqmessagezq' }), 201)
    hidden.push('zqentrenouszq', 'zqmessagezq')
    judged = await aJudgedAnswer(federation)
    hidden.push(...STAFF_ONLY, 'zqpointzq', 'zqpropositionzq', 'zqgardezq')
    contact = json(
      await admin.post(`/v1/associations/${association}/contacts`, {
        office: 'other',
        name: 'zqpersonnezq',
        email: 'zqadressezq@exemple.example',
      }),
      201,
    ).id as string
    const facts = await admin.patch(`/v1/associations/${association}`, {
      email: 'zqcourrielzq@exemple.example',
      telephone: '02 11 22 33 44',
      address: '3 rue zqruezq',
    })
    expect(facts.statusCode, facts.body).toBe(200)

    const words = [...new Set([...readers.keys(), ...hidden])]
    addresses = gets
      .flatMap((url) => {
        if (/^\/(admin|repondre|docs|metrics|healthz|readyz|openapi)/.test(url)) return []
        const filled = url
          .replace(/:question/, 'probleme')
          .replace(/:number/, '1')
          .replace(/:contact/, contact)
        if (url.includes('dossiers') && url.includes(':id'))
          return dossiers.flatMap((id) => {
            const of = filled.replace(':id', id).replace(':innovation', proposed)
            return url.endsWith('/papers') ? ['pdf', 'docx', 'csv'].map((format) => `${of}?format=${format}`) : [of]
          })
        if (url.includes('innovations') && url.includes(':id'))
          return records.flatMap((id) =>
            url.includes(':number')
              ? ['1', '2'].map((n) => url.replace(':id', id).replace(':number', n))
              : [filled.replace(':id', id)],
          )
        if (url.includes('submissions') && url.includes(':id'))
          return [started, judged].map((id) => filled.replace(':id', id))
        return [filled.replace(':id', association)]
      })
      .filter((url) => !url.includes(':'))
    addresses.push(
      ...['summary', 'bearer', 'contact', 'files', 'details', 'origin'].map(
        (field) => `/v1/innovations?fields=${field}&limit=200`,
      ),
      '/v1/innovations?limit=200&count=exact',
      '/v1/associations?q=zqcourrielzq',
      '/v1/associations?limit=200',
    )
    // every file of every audience's export, asked for by everybody, and everything in one request
    await makeExports(test.app, new AbortController().signal)
    const exported = await Promise.all(
      [test.anonymous, federation.as['feed:read'], federation.as['members:read']].map(
        async (client) => json(await client.get('/v1/exports/latest')) as unknown as Export,
      ),
    )
    const files = exported.flatMap((manifest) => manifest.files.map(({ url }) => url.replace(PUBLIC_URL, '')))
    expect(files).toHaveLength(18)
    addresses.push(...files, ...STREAM_FORMATS.map((format) => `/v1/exports/stream?format=${format}`))
    addresses.push('/v1/feeds/news.atom?limit=200', '/v1/feeds/news.json?limit=200')
    expect(words.length).toBeGreaterThan(200)
    expect(addresses.length).toBeGreaterThan(50)
  }, 300_000)

  const mayRead = (caller: CallerName, url: string, word: string): boolean => {
    // whoever opens a dossier finds in it what its recipient reads, and what staff noted beside the papers
    if (url.startsWith('/v1/dossiers'))
      return word === 'zqnotezq' ? !url.includes('/papers') : includes('partners', readers.get(word) ?? 'staff')
    if (['zqpersonnezq', 'zqadressezq', 'zqcourrielzq', 'zqruezq'].includes(word)) {
      if (SEES_MODERATION.has(caller) || caller === 'associations:read' || caller === 'associations:write') return true
      // an association's people see its facts, not each other
      return caller === 'respondent' && (word === 'zqcourrielzq' || word === 'zqruezq')
    }
    if (STAFF_ONLY.includes(word))
      return SEES_MODERATION.has(caller) && !url.startsWith('/v1/respond/') && isPrivate(url)
    // what was mailed is headquarters' to see
    if (url.startsWith('/v1/deliveries')) return caller === 'moderator' || caller === 'admin'
    if (isPrivate(url))
      return SEES_MODERATION.has(caller) || (caller === 'respondent' && url.startsWith('/v1/respond/'))
    const audience = readers.get(word)
    return audience !== undefined && includes(AUDIENCE[caller], audience)
  }

  it('appears in no answer to whom it is not for, and in some answer to whom it is', async () => {
    const leaks: string[] = []
    const met = new Map<CallerName, Set<string>>()
    const privately = new Map<CallerName, Set<string>>(CALLERS.map((caller) => [caller, new Set()]))
    const pattern = /zq[a-z0-9]+zq/g
    for (const caller of CALLERS) {
      const client = federation.as[caller]
      const found = new Set<string>()
      met.set(caller, found)
      for (const url of addresses) {
        const answer = await client.get(url)
        expect(answer.statusCode, `${url} as ${caller}`).toBeLessThan(500)
        // what is printed is read as it is on the page
        const body = await wordsOf(answer)
        for (const [word] of `${JSON.stringify(answer.headers)} ${body}`.matchAll(pattern)) {
          if (!mayRead(caller, url, word) && !url.includes(word)) leaks.push(`${word} in ${url} to ${caller}`)
          if (!isPrivate(url)) found.add(word)
          else privately.get(caller)?.add(word)
        }
        // values that are no words
        if (
          (url.startsWith('/v1/dossiers') ||
            (/^\/v1\/(innovations|feeds|exports)/.test(url) && !includes(AUDIENCE[caller], 'members'))) &&
          /7 ?654 ?321|2019-03|mars 2019|0298765432|02 98 76 54 32/.test(body)
        )
          leaks.push(`a number in ${url} to ${caller}`)
      }
    }
    expect([...new Set(leaks)].slice(0, 40)).toEqual([])
    // the sweep has eyes: each audience does find what is its own, moderation what is said in it, the association what it is told
    expect(hidden.filter((word) => !privately.get('moderator')?.has(word))).toEqual([])
    expect([...(privately.get('respondent') ?? [])]).toEqual(
      expect.arrayContaining(['zqmessagezq', 'zqpointzq', 'zqpropositionzq', 'zqgardezq', 'zqproposezq', 'zqmotifzq']),
    )
    const shown = (audience: Audience) =>
      [...readers].filter(([, kept]) => includes(audience, kept)).map(([word]) => word)
    for (const [caller, audience] of [
      ['anonymous', 'public'],
      ['feed:read', 'partners'],
      ['members:read', 'members'],
    ] as const) {
      expect(
        shown(audience).filter((word) => !met.get(caller)?.has(word)),
        caller,
      ).toEqual([])
    }
  }, 300_000)

  it('is found by search by those alone who may read it', async () => {
    const wrong: string[] = []
    const words = [...readers]
      .filter(([word]) => /zq(ptout|prese|padhe|pnexe|ancien|reserve)/.test(word))
      .concat(hidden.map((word): [string, Audience] => [word, 'staff']))
    for (const caller of ['anonymous', 'feed:read', 'members:read', 'reader'] as const) {
      for (const [word, audience] of words) {
        const { items } = json(await federation.as[caller].get('/v1/innovations', { query: { q: word } })) as {
          items: unknown[]
        }
        if (items.length > 0 && !includes(AUDIENCE[caller], audience)) wrong.push(`${word} found by ${caller}`)
      }
    }
    expect(wrong).toEqual([])
    expect(
      json(await test.anonymous.get('/v1/innovations', { query: { q: marker('ptout', 'titre') } })).items,
    ).toHaveLength(1)
    expect(
      json(await federation.as['members:read'].get('/v1/innovations', { query: { q: marker('padhe', 'titre') } }))
        .items,
    ).toHaveLength(1)
  }, 300_000)

  it('looks, hidden, exactly like unknown: same members, null or empty', async () => {
    const keysOf = async (client: Client) => Object.keys(json(await client.get(`/v1/innovations/${records[0]}`)))
    expect(await keysOf(test.anonymous)).toEqual(await keysOf(federation.as['members:read']))
    expect(json(await test.anonymous.get(`/v1/innovations/${records[0]}`))).toMatchObject({
      contact: null,
      pitch: null,
    })
  })

  it('is refused as a filter or a field to add', async () => {
    for (const query of [
      'status=draft',
      'state=draft',
      'fields=answers',
      'fields=contact_nom',
      'fields=restrictions',
      'question=probleme',
      'sort=cout_total',
    ]) {
      expect((await federation.as['feed:read'].get(`/v1/innovations?${query}`)).statusCode, query).toBe(422)
    }
    const { items } = json(await federation.as['feed:read'].get('/v1/innovations?fields=contact')) as {
      items: { contact: unknown }[]
    }
    for (const item of items) expect(item.contact).toBe(null)
  })
})

describe('a record whose stored document is gone', () => {
  it('fails alike in list, page, versions and feed: nothing builds a view by hand', async () => {
    // no job may project the record again behind the test's back
    const test = await testApp({ jobs: false })
    const federation = await aFederation(test)
    const id = await aRecord(test, federation.association.id)
    const before = await test.anonymous.get(`/v1/innovations/${id}`)
    expect(before.statusCode).toBe(200)
    await test.app.db.deleteFrom('document').where('innovation_id', '=', id).execute()
    // the notice of the deletion is on its way to what is kept in memory
    await expect
      .poll(async () => (await test.anonymous.get(`/v1/innovations/${id}`)).statusCode, { timeout: 5000 })
      .toBe(404)
    for (const caller of ['anonymous', 'feed:read', 'members:read', 'admin'] as const) {
      const client = federation.as[caller]
      expect((await client.get(`/v1/innovations/${id}`)).statusCode).toBe(404)
      expect((await client.get(`/v1/innovations/${id}/versions`)).statusCode).toBe(404)
      expect((await client.get(`/v1/innovations/${id}/versions/1`)).statusCode).toBe(404)
      expect(json(await client.get('/v1/innovations')).items).toEqual([])
      expect(problemOf(await client.get('/v1/feeds/innovations'))).toMatchObject({
        status: 500,
        slug: 'internal',
        type: `${PUBLIC_URL}/problems/internal`,
      })
    }
  })
})
