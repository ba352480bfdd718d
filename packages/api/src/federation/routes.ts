import { Federation, FederationPatch } from '@essaim/shared/federation.ts'
import { ref } from '@essaim/shared/schema.ts'
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { callerFor, recordEvent } from '../events/commands.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { type FederationRow, findFederation, findLogo, lockFederation, updateFederation } from './queries.ts'

const TAGS = ['federation']
const LARGEST_LOGO = 200 * 1024
const LOGO_TYPES = ['image/png', 'image/jpeg'] as const
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG = Buffer.from([0xff, 0xd8, 0xff])

/** What an image is by its first bytes, whatever it is said to be. */
function imageType(bytes: Buffer): (typeof LOGO_TYPES)[number] | null {
  if (bytes.subarray(0, PNG.length).equals(PNG)) return 'image/png'
  return bytes.subarray(0, JPEG.length).equals(JPEG) ? 'image/jpeg' : null
}

/** What everyone may know of the federation, and with it what only its staff need. */
const present = ({ version: _, ...row }: FederationRow, isStaff: boolean): Federation => {
  const { name, address, website, has_logo } = row
  return isStaff ? row : { name, address, website, has_logo }
}
const tagOf = ({ version }: FederationRow, isStaff: boolean) => etag(isStaff ? version : `p${version}`)

/** The federation itself: its name and address, and what its letters say of personal data. */
export const federationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addContentTypeParser([...LOGO_TYPES], { parseAs: 'buffer', bodyLimit: LARGEST_LOGO }, (_request, body, done) =>
    done(null, body),
  )
  const isStaff = ({ actor }: FastifyRequest) => actor.kind === 'staff'

  app.get(
    '/v1/federation',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getFederation',
        tags: TAGS,
        summary: 'Read what the federation is called and where it is',
        description: 'Staff are shown its addresses for replies and personal data as well.',
        response: { 200: ref(Federation) },
      },
    },
    async (request, reply) => {
      const row = await findFederation(app.db)
      vary(reply, 'Authorization')
      if (isFresh(request, reply, tagOf(row, isStaff(request)))) return unchanged(reply)
      return reply.send(present(row, isStaff(request)))
    },
  )

  app.patch(
    '/v1/federation',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'changeFederation',
        tags: TAGS,
        summary: 'Change the federation',
        description: 'Letters that leave afterwards show it as it is then.',
        body: ref(FederationPatch),
        response: { 200: ref(Federation) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockFederation(trx)
        requireMatch(request, tagOf(row, true))
        const changes = changesOf(request.body, row)
        if (isEmpty(changes)) return changed(present(row, true), tagOf(row, true))
        const next = await updateFederation(trx, changes)
        await recordEvent(trx, callerFor(request), {
          action: 'federation.update',
          subject: { kind: 'federation', id: null },
          detail: { members: Object.keys(changes) },
        })
        return changed(present(next, true), tagOf(next, true))
      }),
  )

  app.get(
    '/v1/federation/logo',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getFederationLogo',
        tags: TAGS,
        summary: 'Read the federation’s logo',
        description: 'A PNG or a JPEG; 404 where there is none.',
        querystring: Type.Object(
          {
            v: Type.Optional(
              Type.Integer({ minimum: 0, description: 'Any version: keeps mail programs from showing an older copy.' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: { description: 'The image.', content: imageContent() } },
      },
    },
    async (request, reply) => {
      const { logo, logo_media_type, version } = await findLogo(app.db)
      if (logo === null || logo_media_type === null) throw problem('not-found')
      reply.header('cache-control', 'public, max-age=3600')
      if (isFresh(request, reply, etag(`logo-${version}`))) return unchanged(reply)
      return reply.type(logo_media_type).send(logo as never)
    },
  )

  app.put(
    '/v1/federation/logo',
    {
      bodyLimit: LARGEST_LOGO,
      config: { access: ACCESS.admins, mediaType: LOGO_TYPES },
      schema: {
        operationId: 'putFederationLogo',
        tags: TAGS,
        summary: 'Give the federation a logo',
        description: 'At most 200 kB. `If-Match` takes the federation’s own `ETag`.',
        response: { 200: ref(Federation) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockFederation(trx)
        requireMatch(request, tagOf(row, true))
        const bytes = request.body
        const type = Buffer.isBuffer(bytes) ? imageType(bytes) : null
        if (!Buffer.isBuffer(bytes) || type === null)
          throw problem('validation', {
            errors: [
              {
                pointer: '',
                code: 'not-an-image',
                detail: { fr: 'Ce n’est ni un PNG ni un JPEG.', en: 'This is neither a PNG nor a JPEG.' },
              },
            ],
          })
        const next = await updateFederation(trx, { logo: bytes, logo_media_type: type })
        await recordEvent(trx, callerFor(request), {
          action: 'federation.logo',
          subject: { kind: 'federation', id: null },
          detail: { media_type: type, bytes: bytes.length },
        })
        return changed(present(next, true), tagOf(next, true))
      }),
  )
}

function imageContent() {
  return Object.fromEntries(
    LOGO_TYPES.map((type) => [type, { schema: { type: 'string', maxLength: LARGEST_LOGO, examples: ['…'] } }]),
  )
}
