import { expect, test } from 'vitest'
import { queueSearch } from '../searches.ts'
import { builtInViews, isFiltered, isView, searchOf } from './views.ts'

test('a view is known by its filters, whatever their order and the page', () => {
  const view = searchOf({ turn: ['headquarters', 'delegation'], late: true, sort: 'age' })
  expect(view).toMatchObject({ turn: ['headquarters', 'delegation'], late: 'true', sort: 'age' })
  const address = queueSearch({ sort: 'age', late: 'true', turn: ['delegation', 'headquarters'], cursor: 'x' })
  expect(isView(address, view)).toBe(true)
  expect(isView({ ...address, late: undefined }, view)).toBe(false)
})

test('no two of the built-in views are the same, and each asks for something', () => {
  for (const one of builtInViews) {
    expect(isFiltered(one.search), one.name).toBe(true)
    expect(
      builtInViews.filter(({ search }) => isView(search, one.search)),
      one.name,
    ).toHaveLength(1)
  }
  expect(isFiltered({ sort: 'age', cursor: 'x' })).toBe(false)
})
