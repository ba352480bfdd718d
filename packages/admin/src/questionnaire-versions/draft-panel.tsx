import type { Questionnaire } from '@essaim/shared/questionnaires/resources.ts'
import { Button } from '@mantine/core'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { beginDraft, giveUpDraft } from './queries.ts'

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
        <EditDraft one={one} />
      </div>
      {givingUp && <GivingUp one={one} close={() => setGivingUp(false)} />}
    </Panel>
  )
}

/** Leads to the draft; begins it where there is none. */
export function EditDraft({ one: { id, current_version, draft_version } }: { one: Questionnaire }) {
  const navigate = useNavigate()
  const form = useForm({}, async () => {
    await beginDraft(id)
    await navigate({ to: '/questionnaires/$id/edition', params: { id } })
  })
  if (draft_version !== null)
    return (
      <ButtonLink to="/questionnaires/$id/edition" params={{ id }} leftSection={<IconPencil size={18} aria-hidden />}>
        {t('draft.edit')}
      </ButtonLink>
    )
  if (current_version === null) return null
  return (
    <>
      <Refused error={form.failure} />
      <Button loading={form.busy} leftSection={<IconPlus size={18} aria-hidden />} onClick={() => void form.submit()}>
        {t('draft.begin')}
      </Button>
    </>
  )
}

function GivingUp({ one, close }: { one: Questionnaire; close: () => void }) {
  const form = useForm({}, async () => {
    await giveUpDraft(one.id)
    say(t('draft.given-up'))
  })
  return (
    <FormDialog title={t('draft.give-up')} close={close} form={form} action={t('draft.give-up')} danger>
      <p>{t('draft.give-up.explained')}</p>
    </FormDialog>
  )
}
