/**
 * Whether a reader who had the one has less in the other: a value that is unknown or hidden now, at any depth, or fewer
 * of several. What was reworded was not taken away.
 */
export function takesAway(before: unknown, after: unknown): boolean {
  if (before === null || before === undefined) return false
  if (after === null || after === undefined) return true
  if (Array.isArray(before)) {
    if (!Array.isArray(after) || after.length < before.length) return true
    return before.some((item, i) => takesAway(item, after[i]))
  }
  if (typeof before !== 'object') return false
  if (typeof after !== 'object') return true
  return Object.entries(before).some(([member, value]) => takesAway(value, (after as Record<string, unknown>)[member]))
}
