import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'

const { admin, anonymous, app } = await testApp()
const URL = '/v1/federation'
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('anyone reads its name, staff what its letters say of personal data', async () => {
  expect(json(await anonymous.get(URL))).toEqual({ name: 'Nexem', address: null, website: null, has_logo: false })
  expect(json(await admin.get(URL))).toMatchObject({ address_source: expect.stringContaining('adhérents') })
  json(await admin.patch(URL, { website: 'https://federation.example', reply_to: 'contact@federation.example' }))
  expect(json(await anonymous.get(URL))).toMatchObject({ website: 'https://federation.example' })
  expect(JSON.stringify(json(await anonymous.get(URL)))).not.toContain('contact@')
  expect(problemOf(await admin.patch(URL, { website: 'javascript:alert(1)' })).errors).toMatchObject([
    { pointer: '/website' },
  ])
  expect(problemOf(await admin.patch(URL, { name: 'X' }, '"0"')).slug).toBe('precondition-failed')
})

test('its logo is an image by its bytes, and not a large one', async () => {
  const put = async (payload: Buffer, type = 'image/png') =>
    app.inject({
      method: 'PUT',
      url: `${URL}/logo`,
      headers: { ...admin.headers, 'content-type': type, 'if-match': String((await admin.get(URL)).headers.etag) },
      payload,
    })
  expect((await anonymous.get(`${URL}/logo`)).statusCode).toBe(404)
  expect(problemOf((await put(Buffer.from('<svg onload="x">'))) as never).slug).toBe('validation')
  expect((await put(PNG, 'image/svg+xml')).statusCode).toBe(415)
  expect((await put(Buffer.alloc(300 * 1024))).statusCode).toBe(413)
  expect((await put(PNG)).statusCode).toBe(200)
  const read = await app.inject(`${URL}/logo`)
  expect(read.headers['content-type']).toBe('image/png')
  expect(read.rawPayload.equals(PNG)).toBe(true)
  expect(json(await anonymous.get(URL)).has_logo).toBe(true)
})
