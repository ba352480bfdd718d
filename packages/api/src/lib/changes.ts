/** What of a patch differs from what is stored; a list differs by its members, not by their order. */
export function changesOf<T extends object>(patch: T, stored: { [member in keyof T]?: unknown }): Partial<T> {
  return Object.fromEntries(
    Object.entries(patch).filter(
      ([member, value]) => value !== undefined && comparable(value) !== comparable(stored[member as keyof T]),
    ),
  ) as Partial<T>
}

/** Whether a patch leaves all as it is. */
export const isEmpty = (changes: object): boolean => Object.keys(changes).length === 0

const comparable = (value: unknown): string => JSON.stringify(Array.isArray(value) ? value.toSorted() : (value ?? null))
