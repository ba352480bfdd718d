import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useMessages } from './language.ts'

export type FrameProps = {
  title: string
  /** Of whom, above the title. */
  over?: ReactNode
  children: ReactNode
  /** Gives the title the focus when the page shows, as a new page would. */
  focus?: boolean
  wide?: boolean
}

/** A page: its title, which gets the focus when one arrives, and its content. */
export function Frame({ title, over, children, focus = true, wide = false }: FrameProps) {
  const m = useMessages()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} – ${m.page}`
    if (focus) heading.current?.focus({ preventScroll: true })
  }, [title, focus, m])
  return (
    <main id="main" className={wide ? 'r-main r-wide' : 'r-main'}>
      {over && <p className="r-over">{over}</p>}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  )
}

export type ActionProps = {
  children: ReactNode
  /** What the button says while it works. */
  busy?: string
  kind?: 'solid' | 'plain' | 'quiet' | 'danger'
  onAct: () => Promise<unknown> | unknown
  disabled?: boolean
}

/** A button whose work takes time: it cannot be pressed twice, and stays where it is. */
export function Action({ children, busy, kind = 'solid', onAct }: ActionProps) {
  const [working, setWorking] = useState(false)
  const act = async () => {
    if (working) return
    setWorking(true)
    try {
      await onAct()
    } finally {
      setWorking(false)
    }
  }
  return (
    <button
      type="button"
      className={`r-button r-${kind}`}
      aria-disabled={working || undefined}
      onClick={() => void act()}
    >
      {working && busy ? busy : children}
    </button>
  )
}

/** What went wrong, said at once. */
export function Trouble({ children }: { children: ReactNode }) {
  return (
    <div className="r-trouble" role="alert">
      {children}
    </div>
  )
}

/** While the server is asked; said only if it takes long. */
export function Loading() {
  const m = useMessages()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main id="main" className="r-main r-loading" aria-busy="true">
      <p role="status">{late ? m.loading : ''}</p>
    </main>
  )
}
