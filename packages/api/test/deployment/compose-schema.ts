// The part of the Compose specification that the file uses, written strictly: a member that is not named here is a mistake.
const text = { type: 'string', minLength: 1 }
const texts = { type: 'array', items: text, minItems: 1, uniqueItems: true }
const duration = { type: 'string', pattern: '^(\\d+(us|ms|s|m|h))+$' }
const size = { type: 'string', pattern: '^\\d+([bkmg]|[kmg]b)$' }
const name = { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' }

function closed(properties: Record<string, unknown>, required: string[] = []): Record<string, unknown> {
  return { type: 'object', properties, required, additionalProperties: false }
}

const byName = (schema: unknown) => ({ type: 'object', propertyNames: name, additionalProperties: schema })

const healthcheck = closed(
  {
    test: { type: 'array', items: text, minItems: 2, prefixItems: [{ enum: ['CMD', 'CMD-SHELL'] }] },
    interval: duration,
    timeout: duration,
    retries: { type: 'integer', minimum: 1 },
    start_period: duration,
  },
  ['test', 'interval', 'timeout', 'retries'],
)

const service = closed(
  {
    image: text,
    build: closed({ context: text, dockerfile: text }, ['context', 'dockerfile']),
    environment: {
      type: 'object',
      propertyNames: { pattern: '^[A-Z][A-Z0-9_]*$' },
      additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
    },
    ports: { ...texts, items: { type: 'string', pattern: '^(\\d+(\\.\\d+){3}:)?(\\d+|\\$\\{[^}]+\\}):\\d+$' } },
    volumes: { ...texts, items: { type: 'string', pattern: '^[^:]+:/[^:]+(:(ro|rw))?$' } },
    networks: texts,
    depends_on: byName(
      closed({ condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] } }, [
        'condition',
      ]),
    ),
    healthcheck,
    read_only: { type: 'boolean' },
    tmpfs: texts,
    shm_size: size,
    user: text,
    cap_drop: texts,
    security_opt: texts,
    restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
    stop_grace_period: duration,
  },
  ['image'],
)

/** What docker-compose.yml must look like (compose-spec). */
export const composeSchema = closed(
  {
    name,
    services: byName(service),
    volumes: byName(closed({ name: text, external: { type: 'boolean' } })),
    networks: byName(
      closed({
        internal: { type: 'boolean' },
        driver: text,
        ipam: closed({ config: { type: 'array', items: closed({ subnet: text }, ['subnet']) } }),
      }),
    ),
  },
  ['name', 'services'],
)
