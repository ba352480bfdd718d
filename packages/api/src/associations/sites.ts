import type { Facts } from './facts.ts'

/** An establishment as far as it can be known again. */
export type Site = { id: string; association_id: string; finess_et: string | null; siret: string | null; name: string }

const nameKey = (association: string, name: unknown) => `${association} ${String(name).toLowerCase()}`

/** Knows establishments again: by FINESS ET, else by SIRET, else by their name in the association. */
export function siteIndex(sites: Site[]) {
  const byFiness = new Map<string, Site>()
  const bySiret = new Map<string, Site[]>()
  const byName = new Map<string, Site[]>()
  const push = (map: Map<string, Site[]>, key: string, site: Site) => {
    const list = map.get(key)
    if (list === undefined) map.set(key, [site])
    else if (!list.includes(site)) list.push(site)
  }
  const add = (site: Site) => {
    if (site.finess_et !== null) byFiness.set(site.finess_et, site)
    if (site.siret !== null) push(bySiret, site.siret, site)
    push(byName, nameKey(site.association_id, site.name), site)
  }
  for (const site of sites) add(site)

  // Two numbers that differ are two establishments, even under one SIRET or one name.
  const differs = (a: Facts[string] | undefined, b: string | null) => a != null && b !== null && a !== b
  return {
    add,
    find(association: string, { finess_et, siret, name }: Facts): Site | null {
      const known = typeof finess_et === 'string' ? byFiness.get(finess_et) : undefined
      if (known) return known
      const namesakes = (byName.get(nameKey(association, name)) ?? []).filter(
        (site) => !differs(finess_et, site.finess_et),
      )
      if (typeof siret === 'string') {
        const there = (bySiret.get(siret) ?? []).filter((site) => !differs(finess_et, site.finess_et))
        const own = there.filter((site) => site.association_id === association)
        const found = own.find((site) => namesakes.includes(site)) ?? own[0] ?? there[0]
        if (found) return found
      }
      return namesakes.find((site) => !differs(siret, site.siret)) ?? null
    },
  }
}
