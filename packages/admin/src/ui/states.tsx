import { Button, Skeleton } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCloudOff,
  IconHexagons,
  IconLock,
  IconRefresh,
  IconSearchOff,
} from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Refusal } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'

/** What a query answers, or why there is nothing to show; what was read before stays on a failed refresh. */
export function Await<T>({
  query,
  children,
  lines = 6,
}: {
  query: UseQueryResult<T>
  children: (data: T) => ReactNode
  lines?: number
}) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && <Stale error={query.error} retry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    )
  }
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />
  return <Loading lines={lines} />
}

// As uneven as text is, and each its own.
const WIDTHS = ['40%', '82%', '69%', '96%', '83%', '70%', '57%', '84%', '71%', '98%', '85%', '72%', '59%', '86%']

/** Grey lines, once it takes longer than a blink. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="loading" aria-busy="true">
      <p className="sr-only" role="status">
        {late ? t('state.loading') : ''}
      </p>
      {late &&
        WIDTHS.slice(0, lines).map((width, line) => (
          <Skeleton key={width} height={line === 0 ? 28 : 18} width={width} animate={false} />
        ))}
    </div>
  )
}

function Stale({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <div className="notice warn" role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <p>
        {t('state.stale')} {error.message}
      </p>
      <Button size="compact-sm" variant="default" onClick={retry}>
        {t('action.retry')}
      </Button>
    </div>
  )
}

/** A whole screen or panel that could not be read. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const status = error instanceof Refusal ? error.status : 500
  const [Icon, title] =
    status === 0
      ? [IconCloudOff, t('error.offline')]
      : status === 403
        ? [IconLock, t('error.forbidden')]
        : status === 404
          ? [IconSearchOff, t('error.not-found')]
          : [IconAlertTriangle, t('error.failed')]
  return (
    <div className="blank" role="alert">
      <Icon size={40} stroke={1.4} aria-hidden />
      <p className="blank-title">{title}</p>
      <p>{status === 404 ? t('error.not-found.detail') : error.message}</p>
      {retry && status !== 404 && status !== 403 && (
        <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={retry}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  )
}

/** Nothing to show: why, and what one may do. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="blank">
      <IconHexagons size={40} stroke={1.2} aria-hidden />
      <p className="blank-title">{title}</p>
      {children}
    </div>
  )
}

/** A refusal inside a form or a dialog, in words, with what is refused. */
export function Refused({ error, reload }: { error: Error | null; reload?: (() => void) | undefined }) {
  if (!error) return null
  const slug = error instanceof Refusal ? error.slug : null
  return (
    <div className="notice bad" role="alert" tabIndex={-1}>
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <p>{wordsOf(error)}</p>
        {error instanceof Refusal && error.faults.length > 0 && (
          <ul>
            {error.faults.slice(0, 30).map((fault) => (
              <li key={`${fault.pointer}${fault.code}${fault.detail}`}>{fault.detail}</li>
            ))}
          </ul>
        )}
      </div>
      {reload && slug === 'precondition-failed' && (
        <Button size="compact-sm" variant="default" onClick={reload}>
          {t('action.reload')}
        </Button>
      )}
    </div>
  )
}

// The problem's own words are for programs where the faults beneath say it to people.
function wordsOf(error: Error): string {
  if (!(error instanceof Refusal)) return error.message
  if (error.slug === 'precondition-failed') return t('error.changed-meanwhile')
  return error.slug === 'validation' && error.faults.length > 0 ? t('error.validation') : error.message
}
