import type { Campaign, CampaignTransition } from '@essaim/shared/campaigns.ts'
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dayFrom, useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { closing } from './campaign-dialog.tsx'
import { OWING } from './labels.tsx'
import { invitations, takeTransition } from './queries.ts'

/** What leads a campaign on; the others change its course, and stand back. */
const ONWARD = ['schedule', 'open']

/** The buttons that the server gives for this campaign. */
export function CampaignTransitions({ one }: { one: Campaign }) {
  const [asked, setAsked] = useState<CampaignTransition | null>(null)
  return (
    <>
      {one.transitions.map((name) => (
        <Button key={name} variant={ONWARD.includes(name) ? 'filled' : 'default'} onClick={() => setAsked(name)}>
          {t(`campaign.transition.${name}`)}
        </Button>
      ))}
      {asked && <Decision one={one} transition={asked} close={() => setAsked(null)} />}
    </>
  )
}

/** Who would be left without having answered. */
function StillOwing({ campaign }: { campaign: string }) {
  const { data } = useQuery(invitations(campaign, { state: OWING, count: 'exact', limit: 1 }))
  return <p role="status">{data?.total === undefined ? '' : t('campaign.owing', { count: data.total })}</p>
}

function Decision({ one, transition, close }: { one: Campaign; transition: CampaignTransition; close: () => void }) {
  const extending = transition === 'extend'
  const form = useForm(
    { closes_at: '' },
    async ({ closes_at }) => {
      const day = dayFrom(closes_at)
      const done = await takeTransition(one.id, {
        transition,
        ...(extending && day ? { closes_at: closing(day) } : {}),
      })
      say(t('campaign.now', { name: done.name, state: t(`campaign.state.${done.state}`) }))
    },
    ({ closes_at }) => (extending && !dayFrom(closes_at) ? { closes_at: t('form.day.bad') } : {}),
  )
  return (
    <FormDialog
      title={t(`campaign.transition.${transition}`)}
      close={close}
      form={form}
      action={t(`campaign.transition.${transition}`)}
      danger={transition === 'close'}
    >
      <p>{t(`campaign.transition.${transition}.explained`)}</p>
      <p className="dialog-subject">{one.name}</p>
      {transition === 'close' && <StillOwing campaign={one.id} />}
      {extending && (
        <TextInput
          label={t('campaign.closes.new')}
          description={t('form.day.hint')}
          required
          data-autofocus
          {...form.field('closes_at')}
        />
      )}
    </FormDialog>
  )
}
