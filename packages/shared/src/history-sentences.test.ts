import { expect, test } from 'vitest'
import { changesOf, sentenceOf, TOLD_ACTIONS } from './history-sentences.ts'

const actor = { kind: 'staff', id: null, name: 'Délégation Bretagne', roles: [], on_behalf_of: null } as const
const told = (action: string, detail: Record<string, unknown> | null = {}, by: object = actor) => {
  const entry = { action, detail, actor: { ...actor, ...by } } as never
  return [sentenceOf(entry, 'fr').text, sentenceOf(entry, 'en').text]
}

test('an entry reads like a sentence, in both languages', () => {
  expect(told('submission.endorse', { opinion: 'reserved' })).toEqual([
    'Délégation Bretagne a visé la réponse, avec un avis réservé.',
    'Délégation Bretagne endorsed the answer, with a reserved opinion.',
  ])
  expect(told('submission.submit', { revision: 2 }, { kind: 'respondent', name: null })).toEqual([
    'L’association a remis la réponse (révision 2).',
    'The association handed the answer in (revision 2).',
  ])
  expect(told('innovation.withdraw', { reason: 'stopped' })).toEqual([
    'Délégation Bretagne a retiré la fiche du répertoire : l’action s’est arrêtée.',
    'Délégation Bretagne withdrew the record from the directory: the action has stopped.',
  ])
  expect(told('innovation.publish', { version: 3 }, { kind: 'job', name: null })[0]).toBe(
    'Le système a publié la version 3 de la fiche.',
  )
  expect(told('submission.accept', null)[0]).toBe('Délégation Bretagne a accepté la réponse (détail effacé).')
  expect(told('submission.newer')[0]).toBe('Délégation Bretagne : submission.newer.')
})

test('a stand-in is told of with whom they stand in for', () => {
  const by = { on_behalf_of: { id: '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00', name: 'Délégation Normandie' } }
  expect(told('submission.assign', { to: by.on_behalf_of.id }, by)).toEqual([
    'Délégation Bretagne, suppléant Délégation Normandie, a attribué la réponse.',
    'Délégation Bretagne, standing in for Délégation Normandie, assigned the answer.',
  ])
  expect(told('submission.claim', {}, { name: null, ...by })[0]).toBe(
    'Un membre de l’équipe, suppléant Délégation Normandie, a pris la réponse en main.',
  )
})

test('every action that is known has words in both, with or without its detail', () => {
  for (const action of TOLD_ACTIONS)
    for (const detail of [null, {}])
      for (const text of told(action, detail)) expect(text, action).toMatch(/^Délégation Bretagne [^:]+\.$/)
})

test('what was said is quoted; a code is not', () => {
  const said = (detail: object) =>
    sentenceOf({ action: 'x', actor: actor as never, detail: detail as never }, 'fr').said
  expect(said({ comment: 'Précisez le public.' })).toBe('Précisez le public.')
  expect(said({ kept_because: 'C’est bien cela.' })).toBe('C’est bien cela.')
  expect(said({ reason: 'Doublon.' })).toBe('Doublon.')
  expect(said({ comment: 'vu' })).toBe('vu')
  expect(said({ reason: 'stopped' })).toBeNull()
  expect(said({ comment: '' })).toBeNull()
  expect(said({})).toBeNull()
})

test('changes are read as they are written today, and as they once were', () => {
  const changes = [{ question: 'titre', before: 'A', after: null }]
  expect(changesOf({ changes })).toEqual(changes)
  expect(changesOf({ changes: { titre: ['A', null] } })).toEqual(changes)
  expect(changesOf({})).toEqual([])
  expect(changesOf(null)).toEqual([])
  const { text } = sentenceOf({ action: 'submission.save', actor: actor as never, detail: { changes } }, 'fr')
  expect(text).toBe('Délégation Bretagne a modifié une réponse.')
})
