/** The shade of a share, from 0 (none) to 4; null where nobody is asked. */
export function shadeOf(part: number, whole: number): 0 | 1 | 2 | 3 | 4 | null {
  if (whole === 0) return null
  const share = part / whole
  return share === 0 ? 0 : share < 0.25 ? 1 : share < 0.5 ? 2 : share < 0.75 ? 3 : 4
}
