import type { GridContent } from './evaluation-grids.ts'
import type { FamilyProfile } from './evaluations.ts'

export type Scores = Record<string, number | null>
export type ScoreFault = { criterion: string; code: 'unknown-criterion' | 'off-scale' | 'missing' }

const criteriaOf = (content: GridContent) => content.families.flatMap(({ criteria }) => criteria)

/** What in the scores is none of the grid's: an unknown criterion, a value off its scale. */
export function scoreFaults(content: GridContent, scores: Scores): ScoreFault[] {
  const known = new Set(criteriaOf(content).map(({ code }) => code))
  const values = new Set(content.scale.map(({ value }) => value))
  return Object.entries(scores).flatMap(([criterion, value]): ScoreFault[] => {
    if (!known.has(criterion)) return [{ criterion, code: 'unknown-criterion' }]
    return value === null || values.has(value) ? [] : [{ criterion, code: 'off-scale' }]
  })
}

/** The criteria not judged yet: an evaluation is given when there is none. */
export const missingScores = (content: GridContent, scores: Scores): ScoreFault[] =>
  criteriaOf(content)
    .filter(({ code }) => scores[code] === undefined)
    .map(({ code }) => ({ criterion: code, code: 'missing' }))

export type ContentFault = { pointer: string; code: 'repeated' | 'order' }

/** What makes no grid: a code used twice, a scale that does not rise. */
export function gridFaults(content: GridContent): ContentFault[] {
  const faults: ContentFault[] = []
  const families = new Set<string>()
  const criteria = new Set<string>()
  content.families.forEach((family, f) => {
    if (families.has(family.code)) faults.push({ pointer: `/families/${f}/code`, code: 'repeated' })
    families.add(family.code)
    family.criteria.forEach(({ code }, c) => {
      if (criteria.has(code)) faults.push({ pointer: `/families/${f}/criteria/${c}/code`, code: 'repeated' })
      criteria.add(code)
    })
  })
  content.scale.forEach(({ value }, place) => {
    const before = content.scale[place - 1]
    if (before && before.value >= value) faults.push({ pointer: `/scale/${place}/value`, code: 'order' })
  })
  return faults
}

const average = (values: number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
const toTenths = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10)

/**
 * Each family as its reviewers see it, side by side: nothing is summed up over families, and no score eliminates
 * (CSESS, orientations of 2017: a bundle of indications without rank). A criterion without object does not count.
 */
export function profileOf(content: GridContent, given: Scores[]): FamilyProfile[] {
  const values = content.scale.map(({ value }) => value)
  const far = (Math.max(...values) - Math.min(...values)) / 2
  return content.families.map(({ code, criteria }) => {
    const seen = given
      .map((scores) => average(criteria.map((one) => scores[one.code]).filter((value) => value != null)))
      .filter((value) => value !== null)
    const divergent = criteria.filter((one) => {
      const said = given.map((scores) => scores[one.code]).filter((value) => value !== undefined)
      const counted = said.filter((value) => value !== null)
      if (counted.length === 0) return false
      return counted.length < said.length || Math.max(...counted) - Math.min(...counted) >= far
    })
    return {
      family: code,
      mean: toTenths(average(seen)),
      least: toTenths(seen.length ? Math.min(...seen) : null),
      most: toTenths(seen.length ? Math.max(...seen) : null),
      divergent: divergent.map((one) => one.code),
    }
  })
}
