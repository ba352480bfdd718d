import { expect } from 'vitest'
import type { Answer, TestApp } from './app.ts'
import { json } from './app.ts'

export type TestClient = { id: string; secret: string; partner: string; path: string }

/** A partner with one client of `client_secret_basic`. */
export async function aClient(test: TestApp, scopes = ['innovations:read', 'feed:read']): Promise<TestClient> {
  const { partner } = await test.key('feed:read')
  const made = await test.admin.post(`/v1/partners/${partner}/clients`, {
    name: 'Extranet',
    token_endpoint_auth_method: 'client_secret_basic',
    scopes,
  })
  const { id, client_secret: secret } = json(made, 201) as { id: string; client_secret: string }
  return { id, secret, partner, path: `/v1/partners/${partner}/clients/${id}` }
}

/** A form sent to the authorization server. */
export const sendForm = (
  { app }: Pick<TestApp, 'app'>,
  url: string,
  form: Record<string, string> | string,
  sent: { basic?: { id: string; secret: string }; headers?: Record<string, string>; from?: string } = {},
): Promise<Answer> =>
  app.inject({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(sent.basic && {
        authorization: `Basic ${Buffer.from(`${sent.basic.id}:${sent.basic.secret}`).toString('base64')}`,
      }),
      ...sent.headers,
    },
    payload: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    ...(sent.from && { remoteAddress: sent.from }),
  }) as Promise<Answer>

/** An access token of the client. */
export async function aToken(
  test: Pick<TestApp, 'app'>,
  basic: { id: string; secret: string },
  form: Record<string, string> = {},
): Promise<string> {
  const answer = await sendForm(test, '/oauth/token', { grant_type: 'client_credentials', ...form }, { basic })
  expect(answer.statusCode, answer.body).toBe(200)
  return (JSON.parse(answer.body) as { access_token: string }).access_token
}
