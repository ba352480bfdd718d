import { closed, oneOf } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { etag, isFresh } from '../lib/etag.ts'
import { addLinks } from '../lib/link.ts'
import { languageOf, problem } from '../lib/problem.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS } from '../plugins/access.ts'
import { describedApi } from '../plugins/openapi.ts'
import { pagePolicy } from '../plugins/security-headers.ts'
import { apiCatalog, CATALOG_TYPE } from './api-catalog.ts'
import { type BuiltFile, readBuild } from './built-files.ts'
import { partnersDocument } from './guide.ts'
import { homePage } from './home.ts'
import { pageLanguage, sendPage } from './page.ts'
import { isProblemSlug, problemDescription, problemPage } from './problem-pages.ts'
import { referencePage } from './reference.ts'
import { STYLE } from './style.ts'

const PageQuery = closed({ lang: Type.Optional(oneOf(['fr', 'en'])) })
const YEAR = 31_536_000

const NOT_BUILT = {
  detail: {
    fr: 'La console n’est pas construite sur ce serveur.',
    en: 'The console has not been built on this server.',
  },
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: BuiltFile): Promise<FastifyReply> {
  const page = file.type.startsWith('text/html')
  if (page) reply.header('content-security-policy', pagePolicy())
  reply.header('cache-control', file.hashed ? `public, max-age=${YEAR}, immutable` : 'no-cache')
  vary(reply, 'Accept-Encoding')
  const accepted = /\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(request.headers['accept-encoding'] ?? ''))
  const packed = accepted ? await file.compressed() : null
  const fresh = isFresh(request, reply, etag(file.tag))
  // another encoding, another representation: its tag is its own
  if (packed) reply.header('etag', etag(`${file.tag}-br`))
  if (fresh) return reply.send()
  if (packed) reply.header('content-encoding', 'br')
  return reply.type(file.type).send(packed ?? file.content)
}

/** An address inside the console, as people send it to each other: it is the console that knows what it shows. */
function isScreen(path: string, request: FastifyRequest): boolean {
  const parts = path.split(/[/\\]/)
  if (path.startsWith('assets/') || parts.includes('..') || path.includes('\0')) return false
  return (request.headers.accept ?? '').includes('text/html') || !parts.at(-1)?.includes('.')
}

/** The pages around the API: console, respondent's form, documentation, problems, and the keys' public halves. */
export const pageRoutes: FastifyPluginAsyncTypebox<{ adminDist: string | null; adminOrigin: string | null }> = async (
  app,
  { adminDist, adminOrigin },
) => {
  const files = adminDist === null ? null : await readBuild(adminDist).catch(() => null)
  const page = { config: { access: ACCESS.anyone }, schema: { hide: true } } as const
  const asked = { config: { access: ACCESS.anyone }, schema: { hide: true, querystring: PageQuery } } as const
  // Files of the build cost nothing: an office behind one address may load the console as often as it likes.
  const asset = { config: { access: ACCESS.anyone, unlimited: true as const }, schema: { hide: true } }

  const sendBuilt = (request: FastifyRequest, reply: FastifyReply, path: string) => {
    if (!files) throw problem('not-found', NOT_BUILT)
    const file = files.get(path)
    if (!file) throw problem('not-found')
    return sendFile(request, reply, file)
  }

  app.get('/', asked, async (request, reply) => {
    const language = pageLanguage(request)
    return sendPage(request, reply, { language, ...homePage(language, files !== null, adminOrigin) })
  })
  app.get('/site.css', asset, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').type('text/css; charset=utf-8').send(STYLE),
  )

  for (const folder of ['/admin', '/repondre'])
    app.get(folder, page, async (_request, reply) => reply.redirect(`${folder}/`, 308))
  // The console is where the API is: another installation puts the API's address there.
  app.get('/admin/config.json', asset, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send({ api: '' }),
  )
  app.get('/admin/*', asset, async (request, reply) => {
    const path = (request.params as { '*': string })['*']
    return sendBuilt(request, reply, !files?.has(path) && isScreen(path, request) ? 'index.html' : path || 'index.html')
  })
  // A personal link leads here; its secret stays behind the `#`, which browsers keep to themselves.
  app.get('/repondre/', asset, async (request, reply) => sendBuilt(request, reply, 'repondre.html'))

  for (const [path, name] of [
    ['/docs', 'guide'],
    ['/docs/terms', 'terms'],
    ['/docs/changelog', 'changelog'],
  ] as const)
    app.get(path, asked, async (request, reply) => {
      const language = pageLanguage(request)
      const document = await partnersDocument(name, language)
      if (!document) throw problem('not-found')
      return sendPage(request, reply, { language, ...document })
    })
  app.get('/docs/reference', asked, async (request, reply) => {
    const language = pageLanguage(request)
    return sendPage(request, reply, { language, ...referencePage(describedApi(app), app.publicUrl(), language) })
  })
  app.get('/docs/', asked, async (_request, reply) => reply.redirect('/docs', 308))

  app.get('/problems/:slug', asked, async (request, reply) => {
    const { slug } = request.params as { slug: string }
    if (!isProblemSlug(slug)) throw problem('not-found')
    const language = pageLanguage(request)
    const accept = request.headers.accept ?? ''
    if (/json/.test(accept) && !/text\/html/.test(accept)) {
      return vary(reply, 'Accept', 'Accept-Language')
        .header('cache-control', 'public, max-age=3600')
        .send(problemDescription(slug, languageOf(request.headers['accept-language']), app.publicUrl()))
    }
    sendPage(request, reply, { language, maxAge: 3600, ...problemPage(slug, language) })
    return vary(reply, 'Accept')
  })

  app.get('/.well-known/api-catalog', page, async (_request, reply) =>
    addLinks(reply, `<${app.publicUrl()}/.well-known/api-catalog>; rel="api-catalog"`)
      .header('cache-control', 'public, max-age=3600')
      .type(CATALOG_TYPE)
      // as bytes: to a text the framework would add a parameter that this type does not have
      .send(Buffer.from(JSON.stringify(apiCatalog(app.publicUrl())))),
  )
  app.get('/.well-known/jwks.json', page, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=3600')
      .type('application/jwk-set+json')
      .send(JSON.stringify({ keys: await app.signingKeys.published() })),
  )
}

export type PageQuery = Static<typeof PageQuery>
