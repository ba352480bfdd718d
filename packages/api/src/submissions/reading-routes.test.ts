import { expect, it } from 'vitest'
import { json, problemOf, testApp } from '../../test/app.ts'
import { aContact, anAssociation } from '../../test/factories.ts'
import { aRecord, aSubmission, COMPLETE_ANSWERS } from '../../test/federation.ts'

const t = await testApp({ jobs: false })
const titled = (titre: string, more: object = {}) => ({ ...COMPLETE_ANSWERS, titre, ...more })
const brittany = await t.delegation('22', '29')
const delegate = await t.staff(['delegate'], [brittany.id])
const path = (id: string, what: string) => `/v1/moderation/submissions/${id}/${what}`

it('remembers the newest hand-in that one has read, for oneself alone', async () => {
  const association = await anAssociation(t)
  const id = await aSubmission(t.admin, association.id, titled('À lire'))
  expect(json(await t.admin.get(path(id, 'reading')))).toEqual({ revision: null, read_at: null })
  expect(problemOf(await t.admin.put(path(id, 'reading'), { revision: 1 })).errors).toMatchObject([
    { pointer: '/revision', code: 'unknown' },
  ])
  const move = async (transition: string, comment?: string) =>
    json(await t.admin.post(`/v1/moderation/submissions/${id}/transitions`, { transition, comment }))
  await move('submit')
  expect(json(await t.admin.put(path(id, 'reading'), { revision: 1 }))).toMatchObject({ revision: 1 })
  await move('request_changes', 'Encore')
  await move('submit')
  expect(json(await t.admin.get(path(id, 'reading')))).toMatchObject({ revision: 1 })
  expect(json(await t.admin.put(path(id, 'reading'), { revision: 2 }))).toMatchObject({ revision: 2 })
  // reading an older one again forgets nothing
  expect(json(await t.admin.put(path(id, 'reading'), { revision: 1 }))).toMatchObject({ revision: 2 })
  expect(json(await delegate.get(path(id, 'reading')))).toEqual({ revision: null, read_at: null })
})

it('finds what is like a submission: its association’s first, and nothing that the caller may not see', async () => {
  const association = await anAssociation(t, { department: '29' })
  const far = await anAssociation(t, { department: '75', commune: '75056' })
  await aContact(t, association.id)
  const id = await aSubmission(t.admin, association.id, titled('Un potager sur les toits'))
  const own = await aSubmission(t.admin, association.id, titled('Le potager du toit', { departements: ['29'] }))
  const hidden = await aSubmission(
    t.admin,
    far.id,
    titled('Un potager sur les toits de Paris', { departements: ['75'] }),
  )
  const open = await aRecord(t, far.id, titled('Potagers sur les toits', { departements: ['75'] }))
  const seenBy = async (who: typeof t.admin) =>
    json(await who.get(path(id, 'similar'))).items as { id: string; own: boolean; url: string | null }[]
  const all = await seenBy(t.admin)
  expect(all[0]?.id).toBe(own)
  expect(all.map((one) => one.id).sort()).toEqual([own, hidden, open].sort())
  expect(all.map((one) => one.own)).toEqual([true, false, false])
  expect(all.find((one) => one.id === hidden)?.url).toBeNull()
  // the published directory is everyone's, what moderation has there is not
  const regional = await seenBy(delegate)
  expect(regional.map((one) => one.id)).toEqual([own, open])
  const untitled = await aSubmission(t.admin, association.id, { departements: ['29'] })
  expect(json(await t.admin.get(path(untitled, 'similar'))).items).toEqual([])
})
