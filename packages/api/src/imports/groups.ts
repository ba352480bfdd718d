/** By what the rows of a file say which association they are about, the strongest first. */
export type RowClaim = { siren?: string; finess_ej?: string; rna?: string; member_number?: string }

const KINDS = ['siren', 'finess_ej', 'rna', 'member_number'] as const

type Group = { claim: RowClaim; into: number | null }

/** Finds out which rows of a file are about one association, whatever of its identifiers each of them gives. */
export function groupRows() {
  const groups: Group[] = []
  const known = new Map<string, number>()

  const find = (group: number): number => {
    const into = groups[group]?.into ?? null
    if (into === null) return group
    const root = find(into)
    ;(groups[group] as Group).into = root
    return root
  }
  const claimOf = (group: number): RowClaim => (groups[group] as Group).claim

  // A stronger identifier that differs says that it is another association, whatever the weaker ones say.
  const contradicts = (a: RowClaim, b: RowClaim, rank: number) =>
    KINDS.slice(0, rank).some((kind) => a[kind] !== undefined && b[kind] !== undefined && a[kind] !== b[kind])

  const merge = (one: number, other: number): number => {
    const [root, leaf] = [Math.min(one, other), Math.max(one, other)]
    if (root === leaf) return root
    const claim = claimOf(root)
    ;(groups[leaf] as Group).into = root
    for (const kind of KINDS) claim[kind] ??= claimOf(leaf)[kind] as string
    return root
  }

  return {
    /** The group of a row; it may be joined to another by a later row. */
    add(claim: RowClaim): number {
      let group: number | null = null
      for (const [rank, kind] of KINDS.entries()) {
        const there = claim[kind] === undefined ? undefined : known.get(`${kind} ${claim[kind]}`)
        if (there === undefined) continue
        const root = find(there)
        if (contradicts(claimOf(root), group === null ? claim : { ...claim, ...claimOf(group) }, rank)) continue
        group = group === null ? root : merge(group, root)
      }
      if (group === null) group = groups.push({ claim: {}, into: null }) - 1
      const told = claimOf(group)
      for (const kind of KINDS) {
        if (claim[kind] === undefined) continue
        told[kind] ??= claim[kind]
        const key = `${kind} ${claim[kind]}`
        if (!known.has(key)) known.set(key, group)
      }
      return group
    },
    /** Joins groups that turn out to be about the same stored association. */
    merge: (one: number, other: number) => merge(find(one), find(other)),
    find,
    claimOf,
    /** The groups that stand for themselves. */
    roots: (): number[] => groups.flatMap(({ into }, group) => (into === null ? [group] : [])),
  }
}
