import { diffContents } from '@essaim/shared/questionnaires/diff.ts'
import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { instant } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { DifferenceList } from '../difference-list.tsx'
import { useBench } from './bench.ts'
import type { Editing, SaveState } from './editing.ts'
import { nameOf } from './outline-tools.tsx'
import { sendable } from './structure.ts'

/** What keeps the draft from being saved, and what one may do about it. */
export function SaveNotice({ state, editing }: { state: SaveState; editing: Editing }) {
  const { written, choose } = useBench()
  if (state.status === 'gone')
    return (
      <div className="notice bad" role="alert">
        <IconAlertTriangle size={18} aria-hidden />
        <p>{t('edit.gone')}</p>
      </div>
    )
  if (state.status === 'unfinished')
    return (
      <div className="notice warn">
        <IconAlertTriangle size={18} aria-hidden />
        <div>
          <p>{t('edit.unfinished')}</p>
          <ul>
            {state.places.map(({ chosen, reason }) => (
              <li key={`${chosen.kind}${chosen.code}${reason}`}>
                <button type="button" className="plain-button" onClick={() => choose(chosen, 'form')}>
                  {nameOf(written.content, chosen) || t('edit.unnamed')}
                </button>{' '}
                {t(`edit.unfinished.${reason}`)}
              </li>
            ))}
          </ul>
        </div>
      </div>
    )
  if (state.status !== 'conflict') return null
  const { theirs } = state
  return (
    <div className="notice warn" role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <p className="notice-title">
          {theirs.updated_by
            ? t('edit.conflict.by', { name: theirs.updated_by.name, at: instant(theirs.updated_at) })
            : t('edit.conflict', { at: instant(theirs.updated_at) })}
        </p>
        <p>{t('edit.conflict.choose')}</p>
        <details>
          <summary>{t('edit.conflict.difference')}</summary>
          <DifferenceList changes={diffContents(theirs.content, sendable(written.content))} content={written.content} />
        </details>
        <div className="edit-row">
          <Button variant="default" onClick={() => void editing.settle('theirs')}>
            {t('edit.conflict.theirs')}
          </Button>
          <Button variant="default" className="danger" onClick={() => void editing.settle('mine')}>
            {t('edit.conflict.mine')}
          </Button>
        </div>
      </div>
    </div>
  )
}
