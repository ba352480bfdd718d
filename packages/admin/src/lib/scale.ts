/** A round number at or above the highest: 1, 2 or 5 times a power of ten. */
export function ceiling(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, highest)))
  return [1, 2, 5, 10].map((times) => times * power).find((mark) => mark >= highest) ?? highest
}
