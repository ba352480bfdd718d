import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { saveFile } from '../lib/save-file.ts'
import { say } from './toasts.tsx'

/** Keeps a document of the API on the device; what is refused is said. */
export function SaveButton({
  path,
  name,
  children,
  fullWidth = false,
  icon = <IconPrinter size={16} aria-hidden />,
}: {
  path: string
  name: string
  children: string
  fullWidth?: boolean
  icon?: ReactNode
}) {
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      await saveFile(path, name)
    } catch (error) {
      say((error as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button variant="default" fullWidth={fullWidth} loading={busy} onClick={() => void save()} leftSection={icon}>
      {children}
    </Button>
  )
}
