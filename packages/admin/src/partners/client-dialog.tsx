import type { Scope } from '@essaim/shared/actors.ts'
import type { ClientAuthMethod, JwkSet, NewOAuthClient } from '@essaim/shared/clients.ts'
import type { Partner } from '@essaim/shared/partners.ts'
import { Radio, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog, FormDialog } from '../ui/dialog.tsx'
import { createClient } from './queries.ts'
import { missingScopes, ScopesField } from './scopes.tsx'
import { expiryOf, MonthsField } from './term.tsx'

const METHODS: ClientAuthMethod[] = ['client_secret_basic', 'private_key_jwt']

/** The keys that were pasted: a set of them, or one alone; null where it is neither. */
export function readJwks(text: string): JwkSet | null {
  try {
    const read = JSON.parse(text) as Partial<JwkSet> & { kty?: unknown }
    if (Array.isArray(read.keys)) return { keys: read.keys }
    return typeof read.kty === 'string' ? ({ keys: [read] } as JwkSet) : null
  } catch {
    return null
  }
}

/** A client with the way it proves who it is; its secret is shown once. */
export function ClientDialog({ partner, close }: { partner: Partner; close: () => void }) {
  const [made, setMade] = useState<NewOAuthClient | null>(null)
  const form = useForm(
    {
      name: '',
      token_endpoint_auth_method: 'client_secret_basic' as ClientAuthMethod,
      jwks: '',
      scopes: ['innovations:read', 'feed:read'] as Scope[],
      months: '12',
    },
    async ({ name, token_endpoint_auth_method, jwks, scopes, months }) => {
      const keys = token_endpoint_auth_method === 'private_key_jwt' ? readJwks(jwks) : null
      setMade(
        await createClient(partner.id, {
          name: name.trim(),
          token_endpoint_auth_method,
          scopes,
          ...(keys && { jwks: keys }),
          ...expiryOf({ months }),
        }),
      )
    },
    ({ name, token_endpoint_auth_method, jwks, scopes }) => ({
      ...(name.trim() ? {} : { name: t('form.required') }),
      ...(token_endpoint_auth_method === 'private_key_jwt' && !readJwks(jwks) ? { jwks: t('client.jwks.wrong') } : {}),
      ...missingScopes({ scopes }),
    }),
  )
  if (made) return <ClientMade client={made} close={close} />
  const signs = form.values.token_endpoint_auth_method === 'private_key_jwt'
  return (
    <FormDialog
      title={t('client.create')}
      close={close}
      form={{
        ...form,
        submit: async () => {
          await form.submit()
          return false
        },
      }}
      action={t('client.create')}
      size="lg"
    >
      <TextInput
        label={t('client.name')}
        description={t('client.name.hint')}
        required
        maxLength={200}
        data-autofocus
        {...form.field('name')}
      />
      <Radio.Group
        label={t('client.method')}
        value={form.values.token_endpoint_auth_method}
        onChange={(method) => form.set('token_endpoint_auth_method', method as ClientAuthMethod)}
      >
        <div className="radios">
          {METHODS.map((method) => (
            <Radio
              key={method}
              value={method}
              label={t(`client.method.${method}`)}
              description={t(`client.method.${method}.hint`)}
            />
          ))}
        </div>
      </Radio.Group>
      {signs && (
        <Textarea
          label={t('client.jwks')}
          description={t('client.jwks.hint')}
          required
          autosize
          minRows={4}
          maxRows={10}
          spellCheck={false}
          {...form.field('jwks')}
        />
      )}
      <ScopesField form={form} />
      <MonthsField form={form} />
    </FormDialog>
  )
}

function ClientMade({ client, close }: { client: NewOAuthClient; close: () => void }) {
  return (
    <Dialog title={t('client.made')} opened close={close} size="lg">
      <div className="form">
        <p>{t('client.made.lead', { name: client.name, day: day(client.expires_at) })}</p>
        <CopyField label="client_id" value={client.id} />
        {client.client_secret && (
          <CopyField label="client_secret" value={client.client_secret} hint={t('secret.once')} />
        )}
      </div>
    </Dialog>
  )
}
