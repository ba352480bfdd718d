import { localeOf } from '@essaim/shared/dates.ts'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { locale, t } from '../../lib/i18n.ts'
import type { SaveState } from './editing.ts'

const LOOK: Partial<Record<SaveState['status'], string>> = {
  saved: 'saved',
  retrying: 'retrying',
  refused: 'attention',
  unfinished: 'attention',
  conflict: 'attention',
  gone: 'attention',
}

/** How far the draft is saved, and what one does with it as a whole. */
export function SaveBar({ state, save, children }: { state: SaveState; save: () => void; children: ReactNode }) {
  return (
    <div className="writing-bar edit-bar">
      <p role="status" className={`writing-state ${LOOK[state.status] ?? ''}`}>
        {t(`edit.state.${state.status}`, { at: state.status === 'saved' ? time(state.at) : '' })}
        {state.status === 'refused' && ` ${state.message}`}
      </p>
      <Button variant="default" onClick={save} disabled={state.status === 'gone' || state.status === 'conflict'}>
        {t('action.save')}
      </Button>
      {children}
    </div>
  )
}

const time = (at: number): string =>
  new Intl.DateTimeFormat(localeOf(locale()), { hour: '2-digit', minute: '2-digit' }).format(at)
