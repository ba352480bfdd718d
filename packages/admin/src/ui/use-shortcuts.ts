import { useEffect } from 'react'

/**
 * Single keys of a screen (J, K, …): ignored in fields, dialogs and with modifier keys, and off where the person turned
 * them off (WCAG 2.1.4).
 */
export function useShortcuts(keys: Record<string, () => void>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !shortcutsOn()) return
      const target = event.target as HTMLElement
      if (
        target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="listbox"], [role="menu"]')
      )
        return
      const act = keys[event.key.toLowerCase()]
      if (!act) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  })
}

const kept = 'essaim.shortcuts'
export const shortcutsOn = (): boolean => localStorage.getItem(kept) !== 'off'
export const setShortcuts = (on: boolean): void => localStorage.setItem(kept, on ? 'on' : 'off')

const rowsOnScreen = () => [...document.querySelectorAll<HTMLElement>('[data-row]')]
const nameOf = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>('th a')

/** Moves the focus among the links that name the rows of the list on screen. */
export function moveInList(step: 1 | -1): void {
  const rows = rowsOnScreen()
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  nameOf(rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)])?.focus()
}

/** The row that the focus is in, by what it is called in `data-row`. */
export const focusedRow = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row

/** Puts the focus on a row, once a dialog has let go of it; on the title where the row is gone. */
export function focusRow(name: string | undefined): void {
  setTimeout(() => {
    const row = rowsOnScreen().find(({ dataset }) => dataset.row === name)
    const place = nameOf(row) ?? document.querySelector('h1')
    place?.focus()
  }, 80)
}
