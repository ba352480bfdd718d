import { ActionIcon } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'

type Props = {
  icon: Icon
  label: string
  act: () => void
  /** Stays where it is and does nothing: a button that went would take the focus with it. */
  off?: boolean
  name?: string
  danger?: boolean
}

/** A small button with an icon, named for everyone. */
export function Tool({ icon: Mark, label, act, off = false, name, danger = false }: Props) {
  return (
    <ActionIcon
      variant="default"
      size="md"
      aria-label={label}
      title={label}
      aria-disabled={off || undefined}
      data-tool={name}
      className={danger ? 'edit-tool danger' : 'edit-tool'}
      onClick={() => !off && act()}
    >
      <Mark size={17} aria-hidden />
    </ActionIcon>
  )
}
