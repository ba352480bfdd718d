import type { InnovationVersion } from '@essaim/shared/innovations.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { labelOf, t } from '../lib/i18n.ts'
import { EditDialog } from './edit-dialog.tsx'

// What is made of several fields is edited in the questionnaire itself.
const COMPOSED = ['repeat', 'grid', 'file', 'consent']

/** At a question of a draft version: the way to edit its answer on the association's behalf. */
export function EditButton({ version, question }: { version: InnovationVersion; question: Question }) {
  const [asked, setAsked] = useState(false)
  if (COMPOSED.includes(question.kind)) return null
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPencil size={14} aria-hidden />}
        onClick={() => setAsked(true)}
      >
        {t('edits.edit')}
        <span className="sr-only"> : {labelOf(question.label)}</span>
      </Button>
      {asked && <EditDialog version={version} question={question} close={() => setAsked(false)} />}
    </>
  )
}
