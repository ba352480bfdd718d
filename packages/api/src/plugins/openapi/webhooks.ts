import { WEBHOOK_MESSAGES } from '@essaim/shared/webhooks.ts'
import type { Document, Operation, Parameter } from './document.ts'

const HEADERS: Parameter[] = [
  {
    name: 'webhook-id',
    in: 'header',
    required: true,
    description: 'The message’s identifier, the same at each try: what was taken once need not be taken again.',
    schema: { type: 'string', format: 'uuid', maxLength: 36 },
  },
  {
    name: 'webhook-timestamp',
    in: 'header',
    required: true,
    description: 'Seconds since 1970, of this try; refuse what is older than five minutes.',
    schema: { type: 'string', pattern: '^[0-9]+$', maxLength: 20 },
  },
  {
    name: 'webhook-signature',
    in: 'header',
    required: true,
    description:
      'One or, for a day after a new secret, two signatures with a space between: `v1,` and the base64 of the HMAC-SHA256 of `{id}.{timestamp}.{body}`.',
    schema: { type: 'string', maxLength: 500 },
  },
]

/** Describes the messages that webhooks are sent (OpenAPI 3.1 `webhooks`). */
export function describeWebhooks(document: Document): void {
  document.webhooks = Object.fromEntries(
    Object.entries(WEBHOOK_MESSAGES).map(([name, { $id, description, properties }]) => {
      const post: Operation = {
        operationId: name,
        summary: `${(properties.type as unknown as { enum: string[] }).enum.join(', ')}`,
        description: description ?? '',
        tags: ['webhooks'],
        security: [],
        parameters: HEADERS,
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: `#/components/schemas/${$id}` } } },
        },
        responses: {
          '2XX': {
            description: 'Taken over. Anything else is tried again by the schedule; a redirect is not followed.',
          },
          '410': { description: 'Nothing more is wanted: the webhook is disabled.' },
          '429': { description: 'Too much at once: `Retry-After` says how long it is left alone.' },
        },
      }
      return [name, { post }]
    }),
  )
}
