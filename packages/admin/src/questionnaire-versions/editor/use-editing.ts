import type { QuestionnaireDraft } from '@essaim/shared/questionnaires/drafts.ts'
import { useBlocker } from '@tanstack/react-router'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { type Answer, Refusal } from '../../lib/http.ts'
import { t } from '../../lib/i18n.ts'
import { readDraft, writeDraft } from '../queries.ts'
import { type Editing, openEditing, type SaveOutcome, type Snapshot } from './editing.ts'
import type { Written } from './renaming.ts'

/** The draft that is written on this page; leaving it sends what is unsaved first, and asks where that fails. */
export function useEditing(id: string, read: Answer<QuestionnaireDraft>): [Editing, Snapshot] {
  const [editing] = useState(() =>
    openEditing({
      stored: { content: read.data.content, mappings: read.data.mappings },
      etag: read.etag,
      save: (written, etag) => saveDraft(id, written, etag),
    }),
  )
  const snapshot = useSyncExternalStore(editing.subscribe, editing.snapshot)
  useEffect(() => () => editing.close(), [editing])
  useBlocker({
    shouldBlockFn: async () =>
      editing.snapshot().state.status !== 'gone' &&
      !editing.snapshot().isSaved &&
      !(await editing.save()) &&
      !window.confirm(t('edit.leave')),
    enableBeforeUnload: () => !editing.snapshot().isSaved,
  })
  return [editing, snapshot]
}

async function saveDraft(id: string, written: Written, etag: string | null): Promise<SaveOutcome> {
  try {
    return { outcome: 'saved', etag: (await writeDraft(id, written, etag)).etag }
  } catch (cause) {
    if (!(cause instanceof Refusal) || cause.status === 0 || cause.status >= 500 || cause.status === 429)
      return { outcome: 'failed' }
    if (cause.status !== 412) return { outcome: 'refused', message: cause.faults[0]?.detail ?? cause.message }
    return readDraft(id).then(
      ({ data, etag: now }): SaveOutcome => ({ outcome: 'conflict', theirs: data, etag: now }),
      (reason): SaveOutcome =>
        reason instanceof Refusal && reason.status === 404 ? { outcome: 'gone' } : { outcome: 'failed' },
    )
  }
}
