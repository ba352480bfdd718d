import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { aRespondent } from '../../test/federation.ts'

const t = await testApp({ jobs: false })

test('a large answer leaves compressed to whoever takes it so', async () => {
  const association = await anAssociation(t)
  const by = await aRespondent(t, association.id, (await aContact(t, association.id)).id)
  const asked = (accepted: string) => by.get('/v1/respond/form', { headers: { 'accept-encoding': accepted } })
  const plain = await by.get('/v1/respond/form')
  expect(plain.headers).not.toHaveProperty('content-encoding')
  expect(plain.headers.vary).toMatch(/Accept-Encoding/i)
  const br = await asked('gzip, deflate, br')
  expect(br.headers['content-encoding']).toBe('br')
  expect(String(brotliDecompressSync(br.rawPayload))).toBe(plain.body)
  expect(br.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3)
  const zipped = await asked('gzip, br;q=0')
  expect(zipped.headers['content-encoding']).toBe('gzip')
  expect(String(gunzipSync(zipped.rawPayload))).toBe(plain.body)
  expect((await asked('identity')).headers).not.toHaveProperty('content-encoding')
})
