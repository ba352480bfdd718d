import { CLAIM_MINUTES } from '@essaim/shared/handling.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { Button, Textarea } from '@mantine/core'
import { IconUserCheck } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useForm } from '../lib/form.ts'
import { instant } from '../lib/format.ts'
import { Refusal } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { useSession } from '../lib/session.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { claimSubmission, releaseSubmission, submission } from './queries.ts'
import { moderates } from './views.ts'

/** Who works on a submission just now, so that two people do not do the same; it keeps nobody from deciding. */
export function ClaimLine({ one }: { one: Submission }) {
  const { user } = useSession()
  const [taking, setTaking] = useState(false)
  const { id, claim } = one
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      say((error as Error).message)
      // held by another since: the page says by whom
      if (error instanceof Refusal) void queryClient.invalidateQueries({ queryKey: submission(id).queryKey })
    }
  }
  const take = () => (claim && !claim.mine ? setTaking(true) : void attempt(() => claimSubmission(id)))
  const mayWork = moderates(user) && one.turn !== 'nobody'
  useShortcuts(mayWork ? { m: take } : {})
  useRenewal(id, claim?.mine === true)
  if (!claim && !mayWork) return null
  return (
    <div className={claim && !claim.mine ? 'claim-line others' : 'claim-line'}>
      {claim && (
        <p title={instant(claim.since)}>
          <IconUserCheck size={16} aria-hidden />
          {claim.mine ? t('claim.mine') : t('claim.by', { name: claim.by.name })}
        </p>
      )}
      {mayWork &&
        (claim?.mine ? (
          <Button size="compact-sm" variant="default" onClick={() => void attempt(() => releaseSubmission(id))}>
            {t('claim.release')}
          </Button>
        ) : (
          <Button size="compact-sm" variant="default" onClick={take} aria-keyshortcuts="m">
            {claim ? t('claim.take-over') : t('claim.take')}
          </Button>
        ))}
      {taking && claim && <TakeOver id={id} name={claim.by.name} close={() => setTaking(false)} />}
    </div>
  )
}

function TakeOver({ id, name, close }: { id: string; name: string; close: () => void }) {
  const form = useForm(
    { reason: '' },
    ({ reason }) => claimSubmission(id, reason.trim()),
    ({ reason }) => (reason.trim() ? {} : { reason: t('claim.reason.required') }),
  )
  return (
    <FormDialog title={t('claim.take-over')} close={close} form={form} action={t('claim.take-over')}>
      <p>{t('claim.take-over.explained', { name })}</p>
      <Textarea
        label={t('claim.reason')}
        required
        maxLength={1000}
        autosize
        minRows={2}
        data-autofocus
        {...form.field('reason')}
      />
    </FormDialog>
  )
}

const RENEWED_AFTER = (CLAIM_MINUTES / 3) * 60_000

/** As long as somebody moves on the page, what they hold stays theirs. */
function useRenewal(id: string, mine: boolean): void {
  const last = useRef(Date.now())
  useEffect(() => {
    if (!mine) return
    last.current = Date.now()
    const alive = () => {
      if (Date.now() - last.current < RENEWED_AFTER) return
      last.current = Date.now()
      void claimSubmission(id).catch(() => undefined)
    }
    const signs = ['keydown', 'pointerdown', 'scroll'] as const
    for (const sign of signs) document.addEventListener(sign, alive, { passive: true })
    return () => {
      for (const sign of signs) document.removeEventListener(sign, alive)
    }
  }, [id, mine])
}
