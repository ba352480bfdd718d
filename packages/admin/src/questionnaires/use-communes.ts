import { useEffect, useState } from 'react'
import { communeLabel, useSetting } from './setting.ts'

const known = new Map<string, string>()

/** The names of communes by code, as they come in. */
export function useCommunes(codes: string[]): Map<string, string> {
  const { communes, language } = useSetting()
  const [, setSeen] = useState(0)
  const missing = codes
    .filter((code) => !known.has(code))
    .slice(0, 50)
    .join(',')
  useEffect(() => {
    if (missing === '') return
    const asked = new AbortController()
    communes({ codes: missing.split(',') }, asked.signal).then(
      (found) => {
        for (const commune of found) known.set(commune.code, communeLabel(commune, language))
        if (!asked.signal.aborted) setSeen((seen) => seen + 1)
      },
      // The code stays in sight: nothing is lost.
      () => undefined,
    )
    return () => asked.abort()
  }, [missing, communes, language])
  return known
}
