/** What may happen to a record in the sandbox. */
export type Act = 'publish' | 'change' | 'move' | 'withdraw' | 'narrow' | 'erase' | 'merge'

/**
 * What happens in an hour: the minute, the record by its place in records.json, and what. The first minute's are there
 * when the hour begins; then a change every two minutes, so that whoever tries a program waits for none of them long.
 */
export const STORY: readonly (readonly [minute: number, record: number, act: Act, into?: number])[] = [
  [0, 0, 'publish'],
  [0, 1, 'publish'],
  [0, 2, 'publish'],
  [0, 3, 'publish'],
  // a tombstone of what nobody has: deleting it does nothing
  [0, 11, 'publish'],
  [0, 11, 'withdraw'],
  [0, 4, 'publish'],
  [0, 5, 'publish'],
  [0, 6, 'publish'],
  [0, 7, 'publish'],
  [2, 8, 'publish'],
  [4, 0, 'change'],
  [6, 1, 'withdraw'],
  [8, 9, 'publish'],
  // to another département: who followed the first alone sees it leave
  [10, 2, 'move'],
  [12, 3, 'narrow'],
  [14, 4, 'change'],
  [16, 1, 'publish'],
  [18, 5, 'erase'],
  [20, 8, 'change'],
  [22, 6, 'merge', 7],
  [24, 3, 'publish'],
  [26, 7, 'change'],
  [28, 10, 'publish'],
  [30, 0, 'withdraw'],
  [32, 4, 'move'],
  [34, 9, 'change'],
  [36, 8, 'narrow'],
  [38, 0, 'publish'],
  [40, 1, 'change'],
  [42, 11, 'publish'],
  [44, 9, 'withdraw'],
  [46, 2, 'change'],
  [48, 8, 'publish'],
  [50, 1, 'move'],
  [52, 10, 'erase'],
  [54, 11, 'change'],
  [56, 9, 'publish'],
  [58, 4, 'withdraw'],
]
