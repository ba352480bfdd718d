import * as absences from '@essaim/shared/absences.ts'
import * as associations from '@essaim/shared/associations.ts'
import * as backups from '@essaim/shared/backups.ts'
import * as campaigns from '@essaim/shared/campaigns.ts'
import * as clients from '@essaim/shared/clients.ts'
import * as corrections from '@essaim/shared/corrections.ts'
import * as credentials from '@essaim/shared/credentials.ts'
import * as deliveries from '@essaim/shared/deliveries.ts'
import * as documents from '@essaim/shared/documents.ts'
import * as dossiers from '@essaim/shared/dossiers.ts'
import * as evaluationGrids from '@essaim/shared/evaluation-grids.ts'
import * as evaluations from '@essaim/shared/evaluations.ts'
import * as events from '@essaim/shared/events.ts'
import * as exportsOf from '@essaim/shared/exports.ts'
import * as federation from '@essaim/shared/federation.ts'
import * as feeds from '@essaim/shared/feeds.ts'
import * as files from '@essaim/shared/files.ts'
import * as handling from '@essaim/shared/handling.ts'
import * as helpRequests from '@essaim/shared/help-requests.ts'
import * as imports from '@essaim/shared/imports.ts'
import * as innovations from '@essaim/shared/innovations.ts'
import * as letters from '@essaim/shared/letters.ts'
import * as messages from '@essaim/shared/messages.ts'
import * as notifications from '@essaim/shared/notifications.ts'
import * as opinions from '@essaim/shared/opinions.ts'
import * as respondentInvitations from '@essaim/shared/own-invitations.ts'
import * as ownRecords from '@essaim/shared/own-records.ts'
import * as participation from '@essaim/shared/participation.ts'
import * as partners from '@essaim/shared/partners.ts'
import * as problems from '@essaim/shared/problem.ts'
import * as questionnaireDrafts from '@essaim/shared/questionnaires/drafts.ts'
import * as questionnaireModel from '@essaim/shared/questionnaires/model.ts'
import * as questionnaires from '@essaim/shared/questionnaires/resources.ts'
import * as queue from '@essaim/shared/queue.ts'
import * as readings from '@essaim/shared/readings.ts'
import * as delegations from '@essaim/shared/regional-delegations.ts'
import * as replyTemplates from '@essaim/shared/reply-templates.ts'
import * as respond from '@essaim/shared/respond.ts'
import * as savedViews from '@essaim/shared/saved-views.ts'
import * as common from '@essaim/shared/schema.ts'
import { closed } from '@essaim/shared/schema.ts'
import * as sessions from '@essaim/shared/sessions.ts'
import * as submissions from '@essaim/shared/submissions.ts'
import * as successions from '@essaim/shared/successions.ts'
import * as usage from '@essaim/shared/usage.ts'
import * as users from '@essaim/shared/users.ts'
import * as validations from '@essaim/shared/validations.ts'
import * as versionEdits from '@essaim/shared/version-edits.ts'
import * as vocabularies from '@essaim/shared/vocabularies.ts'
import * as webhooks from '@essaim/shared/webhooks.ts'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { TSchema } from '@sinclair/typebox'
import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyInstance, FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'

const NOUNS = [
  common,
  problems,
  sessions,
  users,
  absences,
  delegations,
  vocabularies,
  webhooks,
  associations,
  imports,
  questionnaireModel,
  questionnaires,
  questionnaireDrafts,
  handling,
  opinions,
  submissions,
  messages,
  evaluationGrids,
  evaluations,
  replyTemplates,
  notifications,
  corrections,
  queue,
  savedViews,
  campaigns,
  deliveries,
  documents,
  versionEdits,
  innovations,
  dossiers,
  feeds,
  exportsOf,
  participation,
  files,
  backups,
  federation,
  letters,
  partners,
  usage,
  clients,
  credentials,
  events,
  respond,
  ownRecords,
  readings,
  respondentInvitations,
  successions,
  helpRequests,
  validations,
]

/** Every named schema that both sides speak: the components of the OpenAPI document. */
export const NAMED_SCHEMAS: TSchema[] = [
  ...new Map(
    NOUNS.flatMap((noun) => Object.values(noun as Record<string, unknown>))
      .filter(
        (value): value is TSchema & { $id: string } =>
          typeof value === 'object' && value !== null && typeof (value as { $id?: unknown }).$id === 'string',
      )
      .map((schema) => [schema.$id, schema]),
  ).values(),
]

/**
 * Strict input: nothing is coerced in a body, nothing dropped, nothing ignored. What travels in an address is text,
 * so there numbers and lists are read from it. A schema is compiled when a first request needs it: compiling them all
 * took most of the time of a start, and as much memory as all the rest.
 */
export function buildValidator(external: unknown): FastifySchemaCompiler<unknown> {
  const make = (coerceTypes: false | 'array') => {
    // the schemas are ours, and a test holds them against the language of schemas: not at each start
    const ajv = new Ajv2020({
      allErrors: true,
      strict: false,
      validateSchema: false,
      removeAdditional: false,
      useDefaults: true,
      coerceTypes,
    })
    addFormats.default(ajv)
    for (const schema of Object.values(external as Record<string, object>)) ajv.addSchema(schema)
    return ajv
  }
  let ofBodies: Ajv2020 | undefined
  let ofAddresses: Ajv2020 | undefined
  const body = () => (ofBodies ??= make(false))
  const address = () => (ofAddresses ??= make('array'))
  return ({ schema, httpPart }) => {
    let compiled: ValidateFunction | undefined
    const validate: { (data: unknown): boolean; errors?: ValidateFunction['errors'] } = (data) => {
      compiled ??= (httpPart === 'body' ? body() : address()).compile(schema as object)
      const valid = compiled(data)
      validate.errors = compiled.errors
      return valid
    }
    return validate as never
  }
}

/** As Fastify's own, but compiled when a first answer needs it, and once for all routes that answer the same. */
export function buildSerializer(external: unknown, options: unknown): FastifySerializerCompiler<unknown> {
  const compile = SerializerSelector()(external as never, options as never)
  const known = new Map<string, (data: unknown) => string>()
  return (route) => {
    const text = JSON.stringify(route.schema)
    return (data: unknown) => {
      const serialize = known.get(text) ?? (compile(route as never) as (data: unknown) => string)
      known.set(text, serialize)
      return serialize(data)
    }
  }
}

export function addNamedSchemas(app: FastifyInstance): void {
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema)
}

/** A route of the API that names no parameter takes none: what is not known is refused, never ignored. */
export function refuseUnknownParameters(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/v1/')) route.schema = { querystring: closed({}), ...route.schema }
  })
}
