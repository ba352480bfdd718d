import { describe, expect, it } from 'vitest'
import { rangeOf } from './ranges.ts'

const TAG = '"abc"'
const asked = (range?: string, ifRange?: string) =>
  rangeOf({ range, ...(ifRange !== undefined && { 'if-range': ifRange }) }, 1000, TAG)

describe('the range of a request', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=0-499', { start: 0, end: 499 }],
    ['bytes=500-', { start: 500, end: 999 }],
    ['bytes=999-5000', { start: 999, end: 999 }],
    ['bytes=-200', { start: 800, end: 999 }],
    ['bytes=-5000', { start: 0, end: 999 }],
    ['BYTES= 1-2', { start: 1, end: 2 }],
  ])('%s', (range, expected) => {
    expect(asked(range)).toEqual(expected)
  })

  it.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=-0'])('%s cannot be satisfied', (range) => {
    expect(asked(range)).toBe('unsatisfiable')
  })

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-4', 'bytes=a-b', 'bytes=0-1,5-6', 'items=0-1', '0-1'])(
    '%s asks for everything',
    (range) => {
      expect(asked(range)).toBeNull()
    },
  )

  it('holds for the version that If-Range names, and for no other', () => {
    expect(asked('bytes=0-1', TAG)).toEqual({ start: 0, end: 1 })
    for (const other of ['"abd"', `W/${TAG}`, 'Mon, 30 Nov 2026 08:00:00 GMT', '*'])
      expect(asked('bytes=0-1', other)).toBeNull()
  })
})
