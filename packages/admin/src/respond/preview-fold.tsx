import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { QuestionnaireContent, Section } from '@essaim/shared/questionnaires/model.ts'
import { useState } from 'react'
import { labelIn } from '../questionnaires/setting.ts'
import { valueInDocument, valueInWords } from './document-words.ts'
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
          (seen.document ? <RecordView document={seen.document} content={content} /> : <p>{m.records.preview_none}</p>)}
      </div>
    </details>
  )
}

/** A record to read: its title, its pitch, and what it says by section. */
function RecordView({ document, content }: { document: InnovationDocument; content: QuestionnaireContent }) {
  const language = useLanguage()
  const told = (section: Section) =>
    section.questions
      .filter(({ binding }) => binding !== 'title' && binding !== 'pitch')
      .map((question) => ({ question, text: valueInWords(valueInDocument(document, question), language) }))
      .filter(({ text }) => text !== '')
  return (
    <div className="q-view">
      <h2>{document.title}</h2>
      {document.pitch && <p className="r-lead">{document.pitch}</p>}
      {content.sections
        .map((section) => ({ section, pairs: told(section) }))
        .filter(({ pairs }) => pairs.length > 0)
        .map(({ section, pairs }) => (
          <section key={section.code} className="q-part">
            <h3>{labelIn(section.title, language)}</h3>
            <dl>
              {pairs.map(({ question, text }) => (
                <div key={question.code} className="q-pair">
                  <dt>{labelIn(question.label, language)}</dt>
                  <dd className="r-told">{text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </div>
  )
}
