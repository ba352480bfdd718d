type Pattern = { parts: string[]; open: boolean; methods: Set<string>; readable: boolean }

/** The addresses that are served and by which methods, asked for paths that no route took. */
export function routeTable() {
  const patterns = new Map<string, Pattern>()
  const matching = (path: string): Pattern[] => {
    const parts = path.split('/')
    return [...patterns.values()].filter(
      (pattern) =>
        (pattern.open ? parts.length >= pattern.parts.length : parts.length === pattern.parts.length) &&
        pattern.parts.every((part, i) => part === '*' || part.startsWith(':') || part === parts[i]),
    )
  }
  return {
    /** Notes a route; `readable` is what anyone may read from any origin. */
    add(url: string, method: string, readable: boolean): void {
      const parts = url.split('/')
      const pattern = patterns.get(url) ?? {
        parts,
        open: parts.at(-1) === '*',
        methods: new Set<string>(),
        readable: false,
      }
      pattern.methods.add(method)
      if (readable && method === 'GET') pattern.readable = true
      patterns.set(url, pattern)
    },
    /** The methods of an address, for `Allow`; none where nothing is served. */
    methodsOf: (path: string): string[] => [...new Set(matching(path).flatMap(({ methods }) => [...methods]))].sort(),
    isReadable: (path: string): boolean => matching(path).some(({ readable }) => readable),
  }
}
export type RouteTable = ReturnType<typeof routeTable>
