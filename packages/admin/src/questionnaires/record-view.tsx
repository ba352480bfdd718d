import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { QuestionnaireContent, Section } from '@essaim/shared/questionnaires/model.ts'
import { valueInDocument, valueInWords } from './document-words.ts'
import { labelIn } from './setting.ts'
import type { Language } from './words.ts'

/** A record to read, as one audience has it: its title, its pitch, and what it says by section. */
export function RecordView({
  document,
  content,
  language,
}: {
  document: InnovationDocument
  content: QuestionnaireContent
  language: Language
}) {
  const told = (section: Section) =>
    section.questions
      .filter(({ binding }) => binding !== 'title' && binding !== 'pitch')
      .map((question) => ({ question, text: valueInWords(valueInDocument(document, question), language) }))
      .filter(({ text }) => text !== '')
  return (
    <div className="q-view">
      <h2>{document.title}</h2>
      {document.pitch && <p className="q-lead">{document.pitch}</p>}
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
                  <dd className="q-text">{text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </div>
  )
}
