import { REPLY_USES, REPLY_VARIABLES, type Reply, type ReplyTemplate } from '@essaim/shared/reply-templates.ts'
import { expect, test } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aFederation, aSubmission } from '../../test/federation.ts'
import { unknownVariables } from '../letters/variables.ts'

const t = await testApp({ jobs: false })
const federation = await aFederation(t)
const { as } = federation
const PATH = '/v1/reply-templates'

test('a new house finds words for each use, with variables that stand for something', async () => {
  const items = json(await as.reader.get(PATH)).items as ReplyTemplate[]
  expect(new Set(items.map(({ use }) => use))).toEqual(new Set(REPLY_USES))
  for (const { name, body } of items) expect(unknownVariables(body, REPLY_VARIABLES), name).toEqual([])
  const some = json(await as.reader.get(`${PATH}?use=reject&count=exact`))
  expect(some.total).toBe((some.items as ReplyTemplate[]).length)
  expect((some.items as ReplyTemplate[]).every(({ use }) => use === 'reject')).toBe(true)
})

test('headquarters keep them: written, changed, removed, each traced; what stands for nothing is refused', async () => {
  const bad = await as.moderator.post(PATH, { use: 'reject', name: 'Modèle', body: 'Bonjour {{salutaton}}, {{title}}' })
  expect(problemOf(bad).errors).toMatchObject([{ pointer: '/body', code: 'unknown-variable' }])
  const made = json(
    await as.moderator.post(PATH, { use: 'reject', name: 'Modèle', body: 'Merci pour « {{title}} ».' }),
    201,
  ) as unknown as ReplyTemplate
  const url = `${PATH}/${made.id}`
  expect((await as.delegate.patch(url, { name: 'À moi' })).statusCode).toBe(403)
  expect(json(await as.moderator.patch(url, { name: 'Autre nom' }))).toMatchObject({ name: 'Autre nom' })
  expect((await as.moderator.patch(url, { body: '{{rien}}' })).statusCode).toBe(422)
  expect((await as.moderator.patch(url, { name: 'Encore' }, '"1"')).statusCode).toBe(412)
  expect((await as.moderator.delete(url)).statusCode).toBe(204)
  expect((await as.moderator.get(url)).statusCode).toBe(404)
  const { items } = json(await t.admin.get(`/v1/events?subject_id=${made.id}`)) as { items: { action: string }[] }
  const written = items.map(({ action }) => action).filter((action) => action.startsWith('reply_template.'))
  expect(written).toEqual(['reply_template.delete', 'reply_template.change', 'reply_template.create'])
})

test('for a submission they read as they would be sent, to who may see it', async () => {
  const id = await aSubmission(t.admin, federation.association.id, { titre: 'Un café' })
  json(
    await as.moderator.post(PATH, {
      use: 'message',
      name: 'Tout',
      body: REPLY_VARIABLES.map((name) => `{{${name}}}`).join(' | '),
    }),
    201,
  )
  const url = `/v1/moderation/submissions/${id}/replies`
  const { items } = json(await as.delegate.get(`${url}?use=message`)) as { items: Reply[] }
  const all = items.find(({ name }) => name === 'Tout')?.body.split(' | ') ?? []
  expect(all.slice(0, 2)).toEqual([federation.association.name, 'Un café'])
  expect(all[3]).toBe(federation.delegation.name)
  expect(all.join()).not.toContain('{{')
  const [thanks] = items
  expect(thanks?.body).not.toMatch(/« /)
  expect((await as['delegate elsewhere'].get(url)).statusCode).toBe(404)
})
