import { expect, test } from 'vitest'
import { json, testApp } from '../../test/app.ts'
import { anAssociation } from '../../test/factories.ts'
import { importEarlierRecords } from './commands.ts'

const FILE = `Référence;SIREN;Titre;theme_principal;Publics;Départements;date_debut;Nombre de voisins;exactitude
F-1;775672272;Des élèves qui s’autorégulent;tsa-scolarisation;tsa;29|22;09/2022;12;oui
F-2;775672272;Un jardin partagé;pas-un-theme;tsa;29;2021-05;;non
F-3;552100554;Une autre;tsa-scolarisation;tsa;29;2021-05;;non
F-4;775672272;;tsa-scolarisation;tsa;29;2021-05;;non
`

const given = async () => {
  const context = await testApp({ jobs: false })
  const association = await anAssociation(context, { siren: '775672272' })
  const desk = { caller: { actor: { kind: 'operator' as const } }, terms: await context.app.terms.current() }
  const bring = (text: string, dryRun = false) =>
    importEarlierRecords(context.app.db, desk, [Buffer.from(text)] as never, { dryRun })
  return { context, association, bring }
}

test('each line becomes a draft of its association, or is refused with its reasons', async () => {
  const { context, association, bring } = await given()
  const { rows, ignored } = await bring(FILE)
  expect(ignored).toEqual(['Nombre de voisins'])
  expect(rows.map(({ line, outcome }) => [line, outcome])).toEqual([
    [2, 'created'],
    [3, 'refused'],
    [4, 'refused'],
    [5, 'refused'],
  ])
  expect(rows[1]?.faults).toEqual([{ column: 'theme_principal', detail: '« pas-un-theme » n’est pas dans la liste' }])
  expect(rows[2]?.faults[0]?.detail).toContain('aucune association')
  expect(rows[3]?.faults[0]?.detail).toContain('titre')

  const [card] = json(await context.admin.get(`/v1/moderation/submissions?association=${association.id}`)).items as {
    id: string
  }[]
  const draft = json(await context.admin.get(`/v1/moderation/submissions/${card?.id}`))
  expect(draft).toMatchObject({
    state: 'draft',
    channel: 'import',
    answers: {
      titre: 'Des élèves qui s’autorégulent',
      theme_principal: 'tsa-scolarisation',
      publics: ['tsa'],
      departements: ['29', '22'],
      date_debut: '2022-09',
      exactitude: true,
    },
  })
})

test('a dry run tells the same and leaves nothing; a second run brings nothing twice, whatever was written since', async () => {
  const { context, association, bring } = await given()
  const drafts = async () =>
    json(await context.admin.get(`/v1/moderation/submissions?association=${association.id}`)).items as { id: string }[]
  expect((await bring(FILE, true)).rows[0]?.outcome).toBe('created')
  expect(await drafts()).toEqual([])
  await bring(FILE)
  const [draft] = await drafts()
  await context.admin.patch(`/v1/moderation/submissions/${draft?.id}`, { answers: { titre: 'Un titre corrigé' } })
  expect((await bring(FILE)).rows[0]?.outcome).toBe('unchanged')
  expect(await drafts()).toHaveLength(1)
  expect(json(await context.admin.get(`/v1/moderation/submissions/${draft?.id}`)).answers).toMatchObject({
    titre: 'Un titre corrigé',
  })
})

test('without a reference a line is known by its association and its title', async () => {
  const { bring } = await given()
  const file = 'SIREN;Titre\n775672272;Un jardin partagé\n775672272;un jardin  partagé\n'
  expect((await bring(file)).rows.map(({ outcome }) => outcome)).toEqual(['created', 'unchanged'])
})

test('a file that cannot tell the association or the title is refused whole', async () => {
  const { bring } = await given()
  await expect(bring('Titre\nX\n')).rejects.toMatchObject({ options: { errors: [{ code: 'no-identity' }] } })
  await expect(bring('SIREN\n775672272\n')).rejects.toMatchObject({ options: { errors: [{ code: 'no-title' }] } })
  await expect(bring('')).rejects.toMatchObject({ options: { errors: [{ code: 'empty-file' }] } })
})
