import { type RefObject, useLayoutEffect, useRef } from 'react'

/** After the next drawing the focus goes to what the selector names: what moves in a list keeps it. */
export function useRefocus(place: RefObject<HTMLElement | null>): (selector: string) => void {
  const wanted = useRef<string | null>(null)
  useLayoutEffect(() => {
    if (wanted.current === null) return
    const target = place.current?.querySelector<HTMLElement>(wanted.current)
    if (!target) return
    wanted.current = null
    target.focus()
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) target.select()
    target.scrollIntoView({ block: 'nearest' })
  })
  return (selector) => {
    wanted.current = selector
  }
}
