/** Reads a thing by its name, or gives what was read under it before. */
export type Once = <T>(name: string, read: () => Promise<T>) => Promise<T>

/** Reads each thing once, as long as this is kept: for a batch whose members share much. A failure is not kept. */
export function onceEach(): Once {
  const known = new Map<string, Promise<unknown>>()
  return <T>(name: string, read: () => Promise<T>): Promise<T> => {
    const found = known.get(name) as Promise<T> | undefined
    if (found) return found
    const reading = read()
    known.set(name, reading)
    reading.catch(() => known.delete(name))
    return reading
  }
}
