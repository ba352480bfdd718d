import { problem } from './problem.ts'

/** Makes a line in which works of this process wait for each other; who would be one too many is asked to come again. */
export function oneByOne(most: number) {
  let line: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting >= most) throw problem('overloaded', { headers: { 'retry-after': '10' } })
    waiting += 1
    const mine = line.then(work)
    line = mine.catch(() => undefined)
    return mine.finally(() => {
      waiting -= 1
    })
  }
}
