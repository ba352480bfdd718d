import { expect, vi } from 'vitest'
import { allPayloads, PAYLOADS, payload } from './payloads.ts'
import { type Administrator, callerOf } from './server.ts'

type Asked = { code: string; kind: string; max_length?: number; max_items?: number; fields?: Asked[] }
type Values = Record<string, unknown>

/** What publication asks for and no text can be. */
const CHOICES: Values = {
  structure_commune: '29232',
  structure_siren: '775672272',
  structure_secteurs: ['handicap'],
  contact_courriel: 'direction@genets.example',
  contact_diffusion: 'adherents',
  nature: 'innovation',
  types: ['service'],
  nouveaute: 'nouvelle-territoire',
  theme_principal: 'tsa-scolarisation',
  publics: ['tsa'],
  echelle: 'departement',
  departements: ['29'],
  date_debut: '2022-09',
  stade: 'essaimage',
  participation_niveau: 'consultees',
  evaluation: '2',
  licence: 'licence-ouverte-2-0',
  portee: 'tout-public',
  exactitude: true,
  anonymat: true,
  info_rgpd: true,
}

/** An answer of that kind made of nothing but payloads, where the kind takes a text. */
function hostileAnswer({ kind, max_length = 200, max_items = 3, fields = [] }: Asked, place: number): unknown {
  switch (kind) {
    case 'text':
      return payload(place).slice(0, max_length)
    case 'longtext':
      return allPayloads(max_length)
    case 'tags':
      return PAYLOADS.slice(0, Math.min(5, max_items)).map((text) => text.slice(0, 40))
    case 'repeat':
      return [{ id: 'a', ...hostileAnswers(fields, place) }]
    default:
      return undefined
  }
}

const hostileAnswers = (asked: Asked[], first = 0): Values =>
  Object.fromEntries(
    asked.flatMap((one, place) => {
      const value = hostileAnswer(one, first + place)
      return value === undefined ? [] : [[one.code, value]]
    }),
  )

const aPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
// braces stand for variables there, and any other is refused
const inLetters = PAYLOADS.filter((text) => !text.includes('{{'))
const DAY = 86_400_000

/** A federation in which every text that anybody may write is a payload; where the console shows each, and the way in. */
export async function hostileFederation(url: string, call: Administrator) {
  const delegation = await call('POST', '/v1/regional-delegations', {
    code: 'hostile',
    name: payload(1),
    departments: ['29', '22'],
  })
  await call('POST', '/v1/users', {
    email: 'hostile@essaim.example',
    name: payload(3),
    roles: ['delegate'],
    regional_delegations: [delegation.id],
  })
  await call('PATCH', '/v1/federation', { name: payload(2), address: payload(6), address_source: payload(4) })
  await call('PATCH', '/v1/vocabularies/themes/terms/tsa-scolarisation', { label: { fr: payload(1), en: payload(2) } })
  const partner = await call('POST', '/v1/partners', { name: payload(5) })

  const associations: { id: string; contact: string }[] = []
  for (const [place, name] of PAYLOADS.entries()) {
    const { id } = await call('POST', '/v1/associations', { name, commune: '29232' })
    const contact = await call('POST', `/v1/associations/${id}/contacts`, {
      office: 'general_director',
      name: payload(place + 2),
      email: `direction-${place}@genets.example`,
    })
    associations.push({ id, contact: contact.id })
    await call('POST', '/v1/moderation/submissions', {
      association_id: id,
      channel: 'telephone',
      answers: { titre: name.slice(0, 120) },
    })
  }
  const campaign = await call('POST', '/v1/campaigns', {
    name: payload(1),
    purpose: allPayloads(2000),
    opens_at: new Date(Date.now() - DAY).toISOString(),
    closes_at: new Date(Date.now() + 30 * DAY).toISOString(),
  })
  await call('PUT', `/v1/campaigns/${campaign.id}/letters/invitation`, {
    reference: payload(3).slice(0, 60),
    dated_on: null,
    subject: inLetters[1],
    body: ['{{salutation}} {{association}} {{purpose}}', ...inLetters, '{{link}}'].join('\n\n'),
    signatories: [{ name: payload(1), office: payload(2).slice(0, 120) }],
  })
  await call('POST', `/v1/campaigns/${campaign.id}/transitions`, { transition: 'schedule' })
  const invitations = `/v1/campaigns/${campaign.id}/invitations`
  const invitation = await vi.waitFor(
    async () => {
      const { items } = await call('GET', `/v1/deliveries?kind=invitation&campaign=${campaign.id}`)
      expect(items.length).toBeGreaterThan(0)
      return (await call('GET', invitations)).items[0]
    },
    // the clock of campaigns looks each minute
    { timeout: 150_000, interval: 200 },
  )
  await call('POST', `${invitations}/${invitation.id}/calls`, {
    outcome: 'call_back',
    note: allPayloads(2000),
    next_on: new Date().toISOString().slice(0, 10),
  })

  const own = await atTheDoor(url, call, associations[0] ?? { id: '', contact: '' })
  const handedIn = await own.submission(true)
  const draft = await own.submission(false)
  const record = await published(call, await own.submission(true))
  const [questionnaire] = (await call('GET', '/v1/questionnaires')).items
  await hostileQuestionnaire(call, questionnaire.id)
  await call('POST', `/v1/moderation/submissions/${handedIn}/transitions`, {
    transition: 'request_changes',
    comment: allPayloads(5000),
  })
  const [mail] = (await call('GET', '/v1/deliveries?kind=invitation')).items
  const [notice] = (await call('GET', '/v1/deliveries?kind=notice')).items
  return {
    link: own.link,
    draft,
    handedIn,
    console: [
      '/',
      '/reponses',
      `/reponses/${handedIn}`,
      `/reponses/${draft}`,
      `/reponses/${draft}/saisie`,
      '/campagnes',
      `/campagnes/${campaign.id}`,
      `/campagnes/${campaign.id}/participation`,
      `/campagnes/${campaign.id}/invitations`,
      `/campagnes/${campaign.id}/invitations/${invitation.id}`,
      `/campagnes/${campaign.id}/appels`,
      `/campagnes/${campaign.id}/lettres/invitation`,
      '/successions',
      '/aides',
      '/courriers',
      `/courriers/${mail.id}`,
      `/courriers/${notice.id}`,
      '/fiches',
      `/fiches/${record}`,
      `/fiches/${record}/versions/1`,
      '/associations',
      `/associations/${associations[0]?.id}`,
      '/delegations',
      '/nomenclatures/themes',
      `/questionnaires/${questionnaire.id}/versions/1`,
      `/questionnaires/${questionnaire.id}/edition`,
      `/questionnaires/${questionnaire.id}/versions/1/differences/draft`,
      '/utilisateurs',
      '/federation',
      '/partenaires',
      `/partenaires/${partner.id}`,
      '/evenements',
    ],
  }
}

/** The next version, with other words for everything that it asks. */
async function hostileQuestionnaire(call: Administrator, id: string): Promise<void> {
  const draft = `/v1/questionnaires/${id}/draft`
  await call('POST', draft)
  const { content } = await call('GET', draft)
  let place = 0
  const words = () => {
    place += 1
    return { fr: payload(place), en: payload(place + 1) }
  }
  for (const section of content.sections) {
    section.title = words()
    for (const question of section.questions) Object.assign(question, { label: words(), help: words() })
  }
  await call('PUT', draft, { content })
}

/** The association's own door: its words of help, its successor, a colleague, and answers with their files. */
async function atTheDoor(url: string, call: Administrator, { id, contact }: { id: string; contact: string }) {
  const { url: link } = await call('POST', `/v1/associations/${id}/contacts/${contact}/links`)
  const opened = await callerOf(url)('POST', '/v1/respond/session', { token: link.split('#')[1] })
  const token = opened.body.access_token
  const door = callerOf(url, token)
  const say = async (method: string, path: string, body?: unknown) => {
    const answer = await door(method, path, body)
    expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  await say('POST', '/v1/respond/help', { message: allPayloads(4000), telephone: payload(1).slice(0, 40) })
  await say('POST', '/v1/respond/successor', { name: payload(2), email: 'successeur@genets.example' })
  await say('POST', '/v1/respond/colleagues', { name: payload(3), email: 'collegue@genets.example' })
  const { questionnaire } = await say('GET', '/v1/respond/form')
  const asked = questionnaire.content.sections.flatMap(({ questions }: { questions: Asked[] }) => questions)
  const send = async (submission: string, name: string) => {
    const answer = await fetch(
      `${url}/v1/respond/submissions/${submission}/files?name=${encodeURIComponent(`${name}.png`)}`,
      { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'image/png' }, body: aPng },
    )
    expect(answer.status).toBe(201)
    return ((await answer.json()) as { id: string }).id
  }
  return {
    link: String(link),
    async submission(handsIn: boolean): Promise<string> {
      const answers = { ...hostileAnswers(asked), ...CHOICES }
      const { id: made } = await say('POST', '/v1/respond/submissions', { answers })
      const path = `/v1/respond/submissions/${made}`
      const { etag } = await door('GET', path)
      const image = await send(made, payload(1))
      expect((await door('PATCH', path, { answers: { image, image_alt: payload(3) } }, etag)).status).toBe(200)
      if (handsIn) await say('POST', `${path}/transitions`, { transition: 'submit' })
      return made
    },
  }
}

async function published(call: Administrator, submission: string): Promise<string> {
  const path = `/v1/moderation/submissions/${submission}/transitions`
  const { innovation_id } = await call('POST', path, { transition: 'accept' })
  await call('POST', `/v1/moderation/innovations/${innovation_id}/transitions`, { transition: 'publish' })
  return innovation_id
}
