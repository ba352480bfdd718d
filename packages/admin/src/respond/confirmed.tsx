import { useId, useRef } from 'react'
import { Action } from './frame.tsx'

export type ConfirmedProps = {
  label: string
  /** Of what, for whoever does not see where the button stands. */
  of?: string
  kind?: 'danger' | 'plain'
  /** The question, what follows from a yes, and the two answers. */
  title: string
  note: string
  yes: string
  no: string
  onYes: () => Promise<void>
}

/** A button for what cannot be taken back, behind a question. */
export function Confirmed({ label, of, kind = 'danger', title, note, yes, no, onYes }: ConfirmedProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  return (
    <div className={kind === 'danger' ? 'r-withdrawal' : undefined}>
      <Action kind={kind} onAct={() => dialog.current?.showModal()}>
        {label}
        {of && <span className="q-hidden"> : {of}</span>}
      </Action>
      <dialog ref={dialog} className="r-dialog" aria-labelledby={titleId}>
        <h2 id={titleId}>{title}</h2>
        <p>{note}</p>
        <div className="r-actions">
          <Action kind="plain" onAct={() => dialog.current?.close()}>
            {no}
          </Action>
          <Action
            kind="danger"
            onAct={async () => {
              await onYes()
              dialog.current?.close()
            }}
          >
            {yes}
          </Action>
        </div>
      </dialog>
    </div>
  )
}
