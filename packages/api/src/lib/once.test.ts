import { expect, test } from 'vitest'
import { onceEach } from './once.ts'

test('a thing is read once, however many ask for it at once, and again after a failure', async () => {
  const once = onceEach()
  let reads = 0
  const read = async () => {
    reads += 1
    if (reads === 1) throw new Error('away')
    return reads
  }
  await expect(Promise.all([once('a', read), once('a', read)])).rejects.toThrow('away')
  expect(await Promise.all([once('a', read), once('a', read)])).toEqual([2, 2])
  expect(await once('b', read)).toBe(3)
})
