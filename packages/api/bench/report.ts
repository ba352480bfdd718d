import type { Measure, Pair } from './measures.ts'

export type Row = {
  records: number
  name: string
  of: string
  value: string
  range: string
  goal: string
  verdict: string
}

/** Above it, the machine was too restless for the control itself to be measured. */
const RESTLESS = 0.3

const sorted = (values: number[]) => [...values].sort((a, b) => a - b)
export const median = (values: number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN
const shown = (value: number, unit = '') => `${value >= 100 ? Math.round(value) : value.toFixed(2)}${unit}`

function verdictOn(value: number, { atLeast, atMost }: Measure['goal']): string {
  if (atLeast === undefined && atMost === undefined) return ''
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity) ? 'met' : 'NOT MET'
}

const goalOf = ({ atLeast, atMost }: Measure['goal'], unit = '') =>
  atLeast !== undefined ? `≥ ${atLeast}${unit}` : atMost !== undefined ? `≤ ${atMost}${unit}` : '–'

/** A measure that is a ratio: its median over the rounds, and its range. */
export function ratioRow(
  records: number,
  { name, of, goal }: Pick<Measure, 'name' | 'of' | 'goal'>,
  pairs: Pair[],
): Row {
  const ratios = sorted(pairs.map(({ subject, control }) => subject / control))
  const controls = sorted(pairs.map(({ control }) => control))
  const spread = ((controls.at(-1) ?? 0) - (controls[0] ?? 0)) / median(controls)
  const value = median(ratios)
  return {
    records,
    name,
    of,
    value: shown(value),
    range: `${shown(ratios[0] ?? 0)}–${shown(ratios.at(-1) ?? 0)}`,
    goal: goalOf(goal),
    verdict:
      spread > RESTLESS
        ? `INCONCLUSIVE (control ±${Math.round(spread * 50)} %)${(goal.atLeast ?? goal.atMost) ? `, ${verdictOn(value, goal)}` : ''}`
        : verdictOn(value, goal),
  }
}

/** A measure in a unit of its own. */
export function plainRow(records: number, name: string, values: number[], unit: string, goal: Measure['goal']): Row {
  const all = sorted(values)
  return {
    records,
    name,
    of: '',
    value: shown(median(all), unit),
    range: `${shown(all[0] ?? 0)}–${shown(all.at(-1) ?? 0)}`,
    goal: goalOf(goal, unit),
    verdict: verdictOn(median(all), goal),
  }
}

/** The table, as text. */
export function printed(rows: Row[]): string {
  const columns = ['records', 'name', 'of', 'value', 'range', 'goal', 'verdict'] as const
  const titles: Record<(typeof columns)[number], string> = {
    records: 'records',
    name: 'work',
    of: 'of',
    value: 'median',
    range: 'range',
    goal: 'goal',
    verdict: '',
  }
  const cells = [titles, ...rows].map((row) => columns.map((column) => String(row[column])))
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
