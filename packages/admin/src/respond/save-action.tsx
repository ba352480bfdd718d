import type { ReactNode } from 'react'
import { fetchFile } from './api.ts'
import { Action } from './frame.tsx'
import { useMessages } from './language.ts'

export type SaveActionProps = {
  path: string
  /** What it is saved as. */
  name: string
  children: ReactNode
  /** Saves first what is not saved yet. */
  before?: () => Promise<unknown>
  onTrouble: (trouble: string | null) => void
  onError: (error: unknown) => string
}

/** A button that keeps a document on the device. */
export function SaveAction({ path, name, children, before, onTrouble, onError }: SaveActionProps) {
  const m = useMessages()
  const save = async () => {
    onTrouble(null)
    try {
      await before?.()
      const address = URL.createObjectURL(await fetchFile(path))
      const link = document.createElement('a')
      link.href = address
      link.download = name
      link.click()
      setTimeout(() => URL.revokeObjectURL(address), 60_000)
    } catch (error) {
      onTrouble(onError(error))
    }
  }
  return (
    <Action kind="quiet" busy={m.preparing} onAct={save}>
      {children}
    </Action>
  )
}
