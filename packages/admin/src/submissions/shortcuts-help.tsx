import { useState } from 'react'
import { t } from '../lib/i18n.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'

/** The keys of the working place, as they are pressed: J and K, X, … */
export const TRIAGE_KEYS = {
  move: ['J', 'K'],
  open: ['↵'],
  pick: ['X'],
  claim: ['M'],
  assign: ['S'],
  endorse: ['E'],
  accept: ['A'],
  request_changes: ['C'],
  reject: ['R'],
  next: ['N'],
  help: ['?'],
} as const
type Act = keyof typeof TRIAGE_KEYS

/** A line that names the keys, and the whole list of them behind it and behind « ? ». */
export function ShortcutsHelp({ acts }: { acts: readonly Act[] }) {
  const [open, setOpen] = useState(false)
  useShortcuts({ '?': () => setOpen(true) })
  return (
    <div className="keys">
      <button type="button" className="filter-by" onClick={() => setOpen(true)}>
        {t('keys.show')} <kbd aria-hidden>?</kbd>
      </button>
      <Dialog title={t('keys.title')} opened={open} close={() => setOpen(false)}>
        <dl className="key-list">
          {acts.map((act) => (
            <div key={act}>
              <dt>
                {TRIAGE_KEYS[act].map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(`keys.${act}`)}</dd>
            </div>
          ))}
        </dl>
        <p className="hint">{t('keys.off')}</p>
      </Dialog>
    </div>
  )
}
