import type { RespondentForm } from '@essaim/shared/respond.ts'
import type { OwnVersionEdit } from '@essaim/shared/version-edits.ts'
import { useEffect, useState } from 'react'
import { fetchEdits } from './edits-api.ts'

export type EditsProps = {
  /** Those of one record; without it, those of all that wait for an answer. */
  innovation?: string
  form: RespondentForm
  onError: (error: unknown) => string
}

type Found = { edits: OwnVersionEdit[]; EditList: typeof import('./edit-list.tsx').EditList }

/** What was edited on the association's behalf. Few records have any: their part of the page is fetched with them. */
export function Edits({ innovation, form, onError }: EditsProps) {
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    const find = async () => {
      const edits = await fetchEdits(innovation ? { innovation } : { state: 'proposed' })
      if (edits.length > 0) setFound({ edits, ...(await import('./edit-list.tsx')) })
    }
    // what is not found stays where it is: the page is read without it
    find().catch(() => undefined)
  }, [innovation])
  return found && <found.EditList edits={found.edits} titled={!innovation} form={form} onError={onError} />
}
