import { useEffect, useState } from 'react'

export type Step = 'short' | 'rest' | 'send'
export type Address = {
  submission: string | null
  /** null: where the submission itself leads. */
  step: Step | null
  /** Of the second half, one section at a time. */
  section: string | null
  thanks: boolean
}

const STEPS: ReadonlyMap<string, Step> = new Map([
  ['essentiel', 'short'],
  ['suite', 'rest'],
  ['envoi', 'send'],
])

/** Where the address says that one is. */
export function readAddress(search: string): Address {
  const query = new URLSearchParams(search)
  return {
    submission: query.get('reponse'),
    step: STEPS.get(query.get('etape') ?? '') ?? null,
    section: query.get('partie'),
    thanks: query.has('merci'),
  }
}

export function writeAddress({ submission, step, section, thanks = false }: Partial<Address>): string {
  const query = new URLSearchParams()
  if (submission) query.set('reponse', submission)
  const named = [...STEPS].find(([, one]) => one === step)?.[0]
  if (named) query.set('etape', named)
  if (section) query.set('partie', section)
  if (thanks) query.set('merci', '1')
  const text = query.toString()
  return text ? `?${text}` : ''
}

const moved = 'essaim:moved'

/** Goes to a place of the page: Back returns from it. */
export function goTo(address: Partial<Address>, how: 'push' | 'replace' = 'push'): void {
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', location.pathname + writeAddress(address))
  dispatchEvent(new Event(moved))
  scrollTo(0, 0)
}

/** The place in the address, live. */
export function useAddress(): Address {
  const [search, setSearch] = useState(location.search)
  useEffect(() => {
    const onMove = () => setSearch(location.search)
    addEventListener('popstate', onMove)
    addEventListener(moved, onMove)
    return () => {
      removeEventListener('popstate', onMove)
      removeEventListener(moved, onMove)
    }
  }, [])
  return readAddress(search)
}
