import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { t } from '../lib/i18n.ts'
import { TextLink } from './links.tsx'

let opened = false

export type Crumb = { to: string; label: string; search?: Record<string, unknown> }

/** One screen: its title is the document's and takes the focus when one arrives. */
export function Page({
  title,
  lead,
  crumbs = [],
  actions,
  children,
}: {
  title: string
  lead?: ReactNode
  crumbs?: Crumb[]
  actions?: ReactNode
  children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} – Essaim`
  }, [title])
  useEffect(() => {
    // The first page of all is read from its beginning; the others begin at their title.
    if (opened) heading.current?.focus({ preventScroll: true })
    opened = true
  }, [])
  return (
    <>
      {crumbs.length > 0 && (
        <nav className="crumbs" aria-label={t('page.crumbs')}>
          <ol>
            {crumbs.map(({ to, label, search }) => (
              <li key={to}>
                <TextLink to={to} search={search ?? {}} activeOptions={{ exact: true }}>
                  {label}
                </TextLink>
                <IconChevronRight size={14} aria-hidden />
              </li>
            ))}
          </ol>
        </nav>
      )}
      <header className="page-head">
        <div className="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <div className="lead">{lead}</div>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  )
}

/** A part of a screen, in a frame, with its own title. */
export function Panel({
  title,
  actions,
  children,
  flush = false,
  className = '',
  id,
}: {
  title: string
  actions?: ReactNode
  children: ReactNode
  flush?: boolean
  className?: string
  id?: string
}) {
  return (
    <section className={`panel ${flush ? 'flush' : ''} ${className}`} aria-label={title} id={id}>
      <div className="panel-head">
        <h2>{title}</h2>
        {actions && <div className="panel-actions">{actions}</div>}
      </div>
      {children}
    </section>
  )
}
