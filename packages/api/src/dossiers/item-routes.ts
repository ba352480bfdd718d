import type { InnovationDocument } from '@essaim/shared/documents.ts'
import {
  Dossier,
  DossierAddition,
  DossierItemParams,
  DossierItemPatch,
  DossierItemWithDocument,
  DossierOrder,
} from '@essaim/shared/dossiers.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import { BulkResult } from '@essaim/shared/submissions.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { inBulk } from '../plugins/bulk.ts'
import { changed } from '../plugins/writes.ts'
import { addRecord, nextPosition, noteRecord, orderRecords, removeRecord, requireDraft } from './commands.ts'
import { FOLLOWER, lockMatching } from './desk.ts'
import { presentDossier } from './presentation.ts'
import { findDossier, frozenItems, itemsWithDocuments, lockDossier } from './queries.ts'

const TAGS = ['dossiers']

/** The records of a dossier: which, in what order, and what staff note of each. */
export function itemRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.post(
    '/v1/dossiers/:id/items',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'addDossierItems',
        tags: TAGS,
        summary: 'Add records to a draft',
        description:
          'Each by itself, after those that are there; one that is there already stays. A record whose published version does not consent to the recipient, or that its audience may not read, is refused with the reason.',
        params: IdParams,
        body: ref(DossierAddition),
        response: { 200: ref(BulkResult) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockDossier(trx, request.params.id)
        await requireDraft(trx, row)
        const { ids } = request.body
        const first = await nextPosition(trx, row.id)
        return inBulk(request, trx, ids, (id) =>
          addRecord(trx, callerFor(request), row, { id, position: first + ids.indexOf(id) }),
        )
      }),
  )

  app.put(
    '/v1/dossiers/:id/order',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'orderDossierItems',
        tags: TAGS,
        summary: 'Put the records of a draft in order',
        description: 'All of them, in the order of the papers. `If-Match` takes the dossier’s own `ETag`.',
        params: IdParams,
        body: ref(DossierOrder),
        response: { 200: ref(Dossier) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockMatching(trx, request)
        await orderRecords(trx, callerFor(request), row, request.body.ids)
        const { body, tag } = await presentDossier(trx, await findDossier(trx, row.id), request.actor)
        return changed(body, tag)
      }),
  )

  app.get(
    '/v1/dossiers/:id/items/:innovation',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getDossierItem',
        tags: TAGS,
        summary: 'Read a record of a dossier',
        description: 'With the document that was sent, word for word: the SHA-256 of its RFC 8785 form is `sha256`.',
        params: DossierItemParams,
        response: { 200: ref(DossierItemWithDocument) },
      },
    },
    (request) =>
      inScope(app.db, FOLLOWER, async (trx) => {
        const { id, innovation } = request.params
        const row = await findDossier(trx, id)
        const item = (await presentDossier(trx, row, request.actor)).body.items.find(
          (one) => one.innovation.id === innovation,
        )
        if (!item) throw problem('not-found')
        const text =
          item.version !== null
            ? (await frozenItems(trx, id)).find(({ innovation_id }) => innovation_id === innovation)?.frozen_document
            : item.refusal === null
              ? (await itemsWithDocuments(trx, id, innovation))[0]?.body
              : null
        return { ...item, document: text ? (JSON.parse(text) as InnovationDocument) : null }
      }),
  )

  app.patch(
    '/v1/dossiers/:id/items/:innovation',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'noteDossierItem',
        tags: TAGS,
        summary: 'Note something of a record',
        description:
          'Among staff, never on the papers; also once it was sent. `If-Match` takes the dossier’s own `ETag`.',
        params: DossierItemParams,
        body: ref(DossierItemPatch),
        response: { 200: ref(Dossier) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockMatching(trx, request)
        await noteRecord(trx, callerFor(request), row, request.params.innovation, request.body.note)
        const { body, tag } = await presentDossier(trx, row, request.actor)
        return changed(body, tag)
      }),
  )

  app.delete(
    '/v1/dossiers/:id/items/:innovation',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'removeDossierItem',
        tags: TAGS,
        summary: 'Take a record out of a draft',
        description: '`If-Match` takes the dossier’s own `ETag`.',
        params: DossierItemParams,
        response: { 200: ref(Dossier) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockMatching(trx, request)
        await removeRecord(trx, callerFor(request), row, request.params.innovation)
        const { body, tag } = await presentDossier(trx, await findDossier(trx, row.id), request.actor)
        return changed(body, tag)
      }),
  )
}
