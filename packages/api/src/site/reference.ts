import type { Language } from '../lib/problem.ts'
import {
  type Document,
  type Media,
  type Operation,
  operationsOf,
  type Parameter,
  type Reference,
  type Response,
  type Schema,
} from '../plugins/openapi/document.ts'
import { type Html, html, trusted } from './page.ts'

const WORDS = {
  fr: {
    title: 'Référence de l’API',
    download: 'Le même contenu pour les programmes :',
    guide: 'Par où commencer :',
    guideName: 'le guide du partenaire',
    changes: 'Ce qui y change :',
    changesName: 'le journal du contrat',
    summary: 'Sommaire',
    who: 'Qui peut appeler',
    anyone: 'tout le monde',
    parameters: 'Paramètres',
    body: 'Corps de la requête',
    answers: 'Réponses',
    example: 'Exemple',
    name: 'Nom',
    where: 'Où',
    what: 'Description',
    type: 'Type',
    required: 'obligatoire',
    status: 'Statut',
    objects: 'Objets',
    member: 'Membre',
    key: 'clé',
    staff: 'équipe',
    respondent: 'répondant',
    cookie: 'cookie de session',
    client: 'client OAuth',
    clientSecret: 'secret du client',
    places: { query: 'adresse', path: 'chemin', header: 'en-tête', cookie: 'cookie' },
    one: 'l’un de',
    deprecated: 'en fin de vie',
  },
  en: {
    title: 'API reference',
    download: 'The same for programs:',
    guide: 'Where to begin:',
    guideName: 'the partner’s guide',
    changes: 'What changes in it:',
    changesName: 'the changelog',
    summary: 'Contents',
    who: 'Who may call',
    anyone: 'anyone',
    parameters: 'Parameters',
    body: 'Request body',
    answers: 'Answers',
    example: 'Example',
    name: 'Name',
    where: 'Where',
    what: 'Description',
    type: 'Type',
    required: 'required',
    status: 'Status',
    objects: 'Objects',
    member: 'Member',
    key: 'key',
    staff: 'staff',
    respondent: 'respondent',
    cookie: 'session cookie',
    client: 'OAuth client',
    clientSecret: 'client secret',
    places: { query: 'query', path: 'path', header: 'header', cookie: 'cookie' },
    one: 'one of',
    deprecated: 'deprecated',
  },
}
type Words = (typeof WORDS)['fr']

const follow = <T>(document: Document, value: T | Reference): T => {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return value as T
  const [, , room = '', name = ''] = value.$ref.split('/')
  return (document.components as unknown as Record<string, Record<string, unknown>>)[room]?.[name] as T
}

/** `code` in a description, and nothing else of Markdown. */
const prose = (text: string | undefined): Html[] =>
  (text ?? '')
    .split(/(`[^`]+`)/)
    .map((part) => (part.startsWith('`') && part.length > 2 ? html`<code>${part.slice(1, -1)}</code>` : html`${part}`))

/** The type of a value in a few words, with links to the objects it is made of. */
function typeOf(schema: Schema | undefined, words: Words): Html {
  if (!schema) return html``
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? ''
    return html`<a href="#schema-${name}">${name}</a>`
  }
  const union = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined
  if (union)
    return join(
      union.map((one) => typeOf(one, words)),
      ' | ',
    )
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (Array.isArray(schema.enum))
    return html`${words.one} ${join(
      schema.enum.map((one) => html`<code>${String(one)}</code>`),
      ', ',
    )}`
  const types = [schema.type].flat().filter((type) => type !== undefined)
  if (types.includes('array')) return html`[${typeOf(schema.items as Schema, words)}]`
  if (types.includes('object') && schema.properties)
    return html`{ ${join(
      members(schema).map(({ name, schema: of, required }) => html`${name}${!required && '?'}: ${typeOf(of, words)}`),
      ', ',
    )} }`
  return html`${types.join(' | ') || '…'}${schema.format !== undefined && html` <span class="soft">${String(schema.format)}</span>`}`
}

const join = (parts: Html[], separator: string): Html => trusted(parts.map((part) => part.html).join(separator))

function members(schema: Schema): { name: string; schema: Schema; required: boolean }[] {
  const required = (schema.required ?? []) as string[]
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(([name, of]) => ({
    name,
    schema: of,
    required: required.includes(name),
  }))
}

function callers(operation: Operation, words: Words): Html {
  const names: Record<string, string> = {
    apiKey: words.key,
    oauthClient: words.client,
    clientSecret: words.clientSecret,
    staffToken: words.staff,
    respondentSession: words.respondent,
    refreshCookie: words.cookie,
  }
  // scope by scope in the document; told once here
  const schemes = new Map((operation.security ?? []).map((one) => [Object.keys(one)[0] ?? '', one]))
  const list = [...schemes.values()].map((one) => {
    const [scheme] = Object.keys(one)
    const needed = ((scheme === 'staffToken'
      ? operation['x-roles']
      : scheme === 'apiKey' || scheme === 'oauthClient'
        ? operation['x-scopes']
        : undefined) ?? []) as string[]
    return scheme
      ? html`${names[scheme]}${
          needed.length > 0 &&
          html` (${join(
            needed.map((name) => html`<code>${name}</code>`),
            ', ',
          )})`
        }`
      : html`${words.anyone}`
  })
  return join(list, ' · ')
}

function exampleOf(content: Record<string, Media> | undefined): unknown {
  const media = Object.values(content ?? {})[0]
  return media?.example ?? Object.values(media?.examples ?? {})[0]?.value
}

const shown = (value: unknown, words: Words): Html | false =>
  value !== undefined &&
  html`<p class="soft">${words.example}</p><pre tabindex="0"><code>${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</code></pre>`

function drawOperation(document: Document, path: string, method: string, operation: Operation, words: Words): Html {
  const parameters = (operation.parameters ?? []).map((one) => follow<Parameter>(document, one))
  const [mediaType, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const answers = Object.entries(operation.responses).map(([status, one]) => ({
    status,
    answer: follow<Response>(document, one),
  }))
  const done = answers.find(({ status }) => status.startsWith('2'))
  return html`<section class="operation" id="${operation.operationId}">
<h3><span class="method">${method.toUpperCase()}</span> <code>${path}</code></h3>
<p lang="en"><strong>${prose(operation.summary)}</strong>${operation.deprecated === true && html` <span class="soft">${words.deprecated}</span>`}</p>
<p lang="en">${prose(operation.description)}</p>
<p>${words.who} : ${callers(operation, words)}</p>
${
  parameters.length > 0 &&
  html`<h4>${words.parameters}</h4>
<div class="wide" tabindex="0"><table><thead><tr><th>${words.name}</th><th>${words.where}</th><th>${words.type}</th><th>${words.what}</th></tr></thead><tbody>
${parameters.map((one) => html`<tr><td><code>${one.name}</code>${one.required === true && html` <span class="soft">${words.required}</span>`}</td><td>${words.places[one.in]}</td><td>${typeOf(one.schema, words)}</td><td>${prose(one.description)}</td></tr>`)}
</tbody></table></div>`
}
${mediaType !== undefined && html`<h4>${words.body}</h4><p><code>${mediaType}</code> : ${typeOf(media?.schema, words)}</p>${shown(exampleOf(operation.requestBody?.content), words)}`}
<h4>${words.answers}</h4>
<div class="wide" tabindex="0"><table><thead><tr><th>${words.status}</th><th>${words.type}</th><th>${words.what}</th></tr></thead><tbody>
${answers.map(({ status, answer }) => html`<tr><td>${status}</td><td>${typeOf(Object.values(answer.content ?? {})[0]?.schema, words)}</td><td>${prose(answer.description)}</td></tr>`)}
</tbody></table></div>
${shown(exampleOf(done?.answer.content), words)}
</section>`
}

function drawSchema(name: string, schema: Schema, words: Words): Html {
  const rows = members(schema)
  return html`<section class="operation" id="schema-${name}">
<h3><code>${name}</code></h3>
<p>${prose(schema.description as string | undefined)}</p>
${rows.length === 0 && html`<p>${typeOf(schema, words)}</p>`}
${
  rows.length > 0 &&
  html`<div class="wide" tabindex="0"><table><thead><tr><th>${words.member}</th><th>${words.type}</th><th>${words.what}</th></tr></thead><tbody>
${rows.map((row) => html`<tr><td><code>${row.name}</code>${row.required && html` <span class="soft">${words.required}</span>`}</td><td>${typeOf(row.schema, words)}</td><td>${prose(row.schema.description as string | undefined)}</td></tr>`)}
</tbody></table></div>`
}
</section>`
}

/** The whole OpenAPI document as one page of plain HTML: it needs no script, prints, and is searched by the browser. */
export function referencePage(
  document: Document,
  publicUrl: string,
  language: Language,
): { title: string; body: Html } {
  const words = WORDS[language]
  const operations = operationsOf(document)
  const sections = document.tags.map((tag) => ({
    tag,
    under: operations.filter(({ operation }) => operation.tags?.[0] === tag.name),
  }))
  return {
    title: words.title,
    body: html`<h1>${words.title}</h1>
<p>${words.guide} <a href="/docs">${words.guideName}</a>. ${words.changes} <a href="/docs/changelog">${words.changesName}</a>. ${words.download} <a href="/openapi.json">OpenAPI 3.1</a>. <code>${publicUrl}</code></p>
${String(document.info.description ?? '')
  .split('\n\n')
  .map((paragraph) => html`<p lang="en">${prose(paragraph)}</p>`)}
<h2>${words.summary}</h2>
<nav aria-label="${words.summary}">
${sections.map(({ tag, under }) => html`<h3><a href="#${tag.name}">${tag.name}</a></h3><ul class="links">${under.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`)}</ul>`)}
</nav>
${sections.map(
  ({ tag, under }) => html`<h2 id="${tag.name}">${tag.name}</h2><p lang="en">${prose(tag.description)}</p>
${under.map(({ path, method, operation }) => drawOperation(document, path, method, operation, words))}`,
)}
<h2 id="objects">${words.objects}</h2>
${Object.entries(document.components.schemas).map(([name, schema]) => drawSchema(name, schema, words))}`,
  }
}
