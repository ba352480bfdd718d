import type { Questionnaire } from '@essaim/shared/questionnaires/resources.ts'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { say } from '../ui/toasts.tsx'
import { giveUpDraft } from './queries.ts'

/** The next version: begun, gone on with, given up. */
export function DraftPanel({ one }: { one: Questionnaire }) {
  const { id, current_version, draft_version } = one
  const [givingUp, setGivingUp] = useState(false)
  return (
    <Panel title={t('draft.title')}>
      {draft_version === null ? (
        <p>{current_version === null ? t('draft.nothing-to-copy') : t('draft.none')}</p>
      ) : (
        <p>{t('draft.exists', { number: draft_version })}</p>
      )}
      <div className="form-actions">
        {draft_version !== null && (
          <>
            {current_version !== null && (
              <TextLink
                to="/questionnaires/$id/versions/$number/differences/$other"
                params={{ id, number: String(current_version), other: 'draft' }}
              >
                {t('draft.difference')}
              </TextLink>
            )}
            <Button variant="default" className="danger" onClick={() => setGivingUp(true)}>
              {t('draft.give-up')}
            </Button>
          </>
        )}
      </div>
      {givingUp && <GivingUp one={one} close={() => setGivingUp(false)} />}
    </Panel>
  )
}

function GivingUp({ one, close }: { one: Questionnaire; close: () => void }) {
  const form = useForm({}, async () => {
    await giveUpDraft(one.id)
    say(t('draft.given-up'))
  })
  return (
    <FormDialog
      title={t('draft.give-up')}
      close={close}
      submit={form.submit}
      busy={form.busy}
      failure={form.failure}
      action={t('draft.give-up')}
      danger
    >
      <p>{t('draft.give-up.explained')}</p>
    </FormDialog>
  )
}
