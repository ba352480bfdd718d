import { describe, expect, it } from 'vitest'
import { knownFacets } from './feed-entries.ts'

const standing = (facets: string[], older: string[] = []) => ({
  content: '',
  facets,
  readable: [...facets, ...older],
})

describe('the facets that a feed remembers of a record', () => {
  it('are those it has', () => {
    expect(knownFacets([], standing(['theme:a', 'region:53']))).toEqual(['region:53', 'theme:a'])
  })

  it('are kept when it changes, as long as an older version shows them', () => {
    expect(knownFacets(['theme:a'], standing(['theme:b'], ['theme:a']))).toEqual(['theme:a', 'theme:b'])
  })

  it('are told to every filter once one is hidden, and no more once it is shown again', () => {
    const narrowed = knownFacets(['region:53', 'theme:a'], standing(['region:53']))
    expect(narrowed).toEqual(['*', 'region:53', 'theme:a'])
    expect(knownFacets(narrowed, standing(['region:53', 'theme:a']))).toEqual(['region:53', 'theme:a'])
  })

  it('are told to every filter once the record is gone', () => {
    expect(knownFacets(['theme:a'], null)).toEqual(['*', 'theme:a'])
    expect(knownFacets([], null)).toEqual([])
  })
})
