import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { useState } from 'react'
import { RecordView } from '../questionnaires/record-view.tsx'
import { Action, Trouble } from './frame.tsx'
import { useLanguage, useMessages } from './language.ts'
import { fetchPreview, type Reader } from './records-api.ts'

const READERS: Reader[] = ['public', 'partners', 'members']

type Seen = { reader: Reader; document: InnovationDocument | null }
export type PreviewFoldProps = {
  submission: string
  content: QuestionnaireContent
  /** Saves first what is not saved yet. */
  before: () => Promise<unknown>
  onError: (error: unknown) => string
}

/** The record as each audience would read it, when one asks. */
export function PreviewFold({ submission, content, before, onError }: PreviewFoldProps) {
  const m = useMessages()
  const language = useLanguage()
  const [seen, setSeen] = useState<Seen | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const show = async (reader: Reader) => {
    setTrouble(null)
    try {
      await before()
      setSeen({ reader, document: (await fetchPreview(submission, reader)) as InnovationDocument | null })
    } catch (error) {
      setTrouble(onError(error))
    }
  }
  return (
    <details className="r-summary">
      <summary>{m.records.preview}</summary>
      <div className="r-actions">
        {READERS.map((reader) => (
          <Action key={reader} kind={seen?.reader === reader ? 'solid' : 'plain'} onAct={() => show(reader)}>
            {m.records.readers[reader]}
          </Action>
        ))}
      </div>
      {trouble && <Trouble>{trouble}</Trouble>}
      <div role="status">
        {seen &&
          (seen.document ? (
            <RecordView document={seen.document} content={content} language={language} />
          ) : (
            <p>{m.records.preview_none}</p>
          ))}
      </div>
    </details>
  )
}
