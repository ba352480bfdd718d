import { expect, test } from 'vitest'
import type { Actor, Role } from './actors.ts'
import {
  audienceFor,
  consents,
  openDossierTransitions,
  type Sent,
  tellsLess,
  whatChanged,
  whyNotSent,
} from './dossier-rules.ts'

const staff = (role: Role): Actor => ({
  kind: 'staff',
  id: '1',
  name: 'x',
  roles: [role],
  regional_delegations: [],
  departments: [],
  session: '1',
})

test('an authority reads what partners do, the press what everyone does', () => {
  expect(audienceFor('haut-commissariat-ministeres')).toBe('partners')
  expect(audienceFor('federations-partenaires')).toBe('partners')
  expect(audienceFor('presse')).toBe('public')
})

test.each([
  [['cnsa', 'presse'], 'cnsa', true],
  [['cnsa'], 'presse', false],
  [[], 'cnsa', false],
  [null, 'cnsa', false],
  [undefined, 'cnsa', false],
  ['cnsa', 'cnsa', false],
])('the answer %j to the question of consent, for %s: %s', (answer, kind, expected) => {
  expect(consents(answer, kind)).toBe(expected)
})

test.each([
  [true, true, true, null],
  [false, true, true, 'not_published'],
  [false, false, false, 'not_published'],
  [true, false, true, 'no_consent'],
  [true, false, false, 'no_consent'],
  [true, true, false, 'not_let_out'],
] as const)('published %s, consenting %s, let out %s: %s', (published, consenting, let_out, expected) => {
  expect(whyNotSent({ published, consents: consenting, let_out })).toBe(expected)
})

const SENT: Sent = {
  published: true,
  consents: true,
  let_out: true,
  lost: false,
  frozen_version: 2,
  published_version: 2,
}
test.each([
  [{}, 'unchanged'],
  [{ published_version: 3 }, 'new_version'],
  [{ lost: true }, 'narrowed'],
  [{ lost: true, published_version: 3 }, 'narrowed'],
  [{ let_out: false }, 'narrowed'],
  [{ consents: false, lost: true }, 'consent_withdrawn'],
  [{ consents: false, published_version: 3 }, 'consent_withdrawn'],
  [{ published: false, consents: false, let_out: false }, 'withdrawn'],
] as const)('since it was sent: %j is %s', (change, expected) => {
  expect(whatChanged({ ...SENT, ...change })).toBe(expected)
})

const BEFORE = {
  title: 'Un café',
  pitch: null,
  themes: [{ code: 'a', label: { fr: 'A', en: null } }],
  files: [],
  association: { id: '1', name: 'Les Genêts' },
  details: { cout_total: 12, partenaires: [{ id: 'x', nom: 'Une ville', role: ['soutien'] }] },
  regional_delegation: { id: '2', name: 'Bretagne' },
  confirmed_at: '2026-01-01T00:00:00Z',
}
test.each([
  ['the same', {}, false],
  ['another text', { title: 'Un bar' }, false],
  ['more', { pitch: 'Chaud', files: [{ id: '3' }] }, false],
  ['a name of today', { association: { id: '1', name: 'Les Ajoncs' } }, false],
  ['no delegation', { regional_delegation: null }, false],
  ['a label without English', { themes: [{ code: 'a', label: { fr: 'A' } }] }, false],
  ['no title', { title: null }, true],
  ['a shorter list', { themes: [] }, true],
  ['no list', { themes: null }, true],
  ['no association', { association: null }, true],
  ['a hidden detail', { details: { ...BEFORE.details, cout_total: null } }, true],
  ['no details', { details: {} }, true],
  ['a hidden cell', { details: { ...BEFORE.details, partenaires: [{ id: 'x', nom: null, role: ['soutien'] }] } }, true],
])('a document with %s tells less: %s', (_, change, expected) => {
  expect(tellsLess(BEFORE, { ...BEFORE, ...change })).toBe(expected)
})

test('headquarters sends a draft, once', () => {
  expect(openDossierTransitions('draft', staff('moderator'))).toEqual(['send'])
  expect(openDossierTransitions('draft', staff('admin'))).toEqual(['send'])
  expect(openDossierTransitions('draft', staff('delegate'))).toEqual([])
  expect(openDossierTransitions('draft', staff('reader'))).toEqual([])
  expect(openDossierTransitions('sent', staff('admin'))).toEqual([])
})
