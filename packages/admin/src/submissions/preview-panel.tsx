import { PREVIEW_AUDIENCES } from '@essaim/shared/own-records.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { locale, t } from '../lib/i18n.ts'
import { RecordView } from '../questionnaires/record-view.tsx'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { audienceName } from './labels.tsx'
import { preview } from './queries.ts'

type Audience = (typeof PREVIEW_AUDIENCES)[number]

/** The record as each audience would read it, once one asks. */
export function PreviewPanel({ one, content }: { one: Submission; content: QuestionnaireContent }) {
  const [audience, setAudience] = useState<Audience | null>(null)
  return (
    <Panel title={t('preview.title')}>
      <fieldset className="chips" aria-label={t('preview.for')}>
        {PREVIEW_AUDIENCES.map((each) => (
          <button
            key={each}
            type="button"
            className="chip"
            aria-pressed={audience === each}
            onClick={() => setAudience(audience === each ? null : each)}
          >
            {audienceName(each)}
          </button>
        ))}
      </fieldset>
      {audience && <Seen id={one.id} audience={audience} content={content} />}
    </Panel>
  )
}

function Seen({ id, audience, content }: { id: string; audience: Audience; content: QuestionnaireContent }) {
  return (
    <div className="preview">
      <Await query={useQuery(preview(id, audience))} lines={8}>
        {({ document }) =>
          document ? (
            <RecordView document={document} content={content} language={locale()} />
          ) : (
            <p>{t('preview.none', { audience: audienceName(audience) })}</p>
          )
        }
      </Await>
    </div>
  )
}
