import type { Delivery, DeliveryTransition } from '@essaim/shared/deliveries.ts'
import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { officeName } from '../associations/labels.ts'
import { useForm } from '../lib/form.ts'
import { instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge } from '../ui/badge.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { WordsAndPage } from '../ui/words-and-page.tsx'
import { DeliveryBadge, deliveryKindName, reasonName } from './labels.tsx'
import { NoServer } from './no-server.tsx'
import { delivery, takeDeliveryTransition } from './queries.ts'

const route = getRouteApi('/courriers/$id')

/** One mail: its words, what became of it, to whom it speaks, and what may be done with it. */
export function DeliveryPage() {
  const { id } = route.useParams()
  const query = useQuery(delivery(id))
  const one = query.data
  const [asked, setAsked] = useState<DeliveryTransition | null>(null)
  return (
    <Page
      key={id}
      title={one?.recipient ?? t('mail.one')}
      crumbs={[{ to: '/courriers', label: t('mails.title') }]}
      lead={
        one && (
          <>
            <DeliveryBadge state={one.state} />
            <span>{deliveryKindName(one.kind)}</span>
          </>
        )
      }
      actions={one?.transitions.map((transition) => (
        <Button key={transition} variant="default" onClick={() => setAsked(transition)}>
          {t(`mail.transition.${transition}`)}
        </Button>
      ))}
    >
      <NoServer />
      <Await query={query}>
        {(data) => (
          <div className="reading">
            <div className="reading-main">
              <Panel title={data.subject ?? deliveryKindName(data.kind)}>
                {data.state !== 'sent' && data.kind !== 'notice' && <p className="hint above">{t('mail.as-now')}</p>}
                {data.text === null && data.html === null ? (
                  <p className="hint">{t('mail.no-words')}</p>
                ) : (
                  <WordsAndPage title={data.subject ?? t('mail.one')} html={data.html} text={data.text} />
                )}
              </Panel>
            </div>
            <aside className="reading-side" aria-label={t('submission.facts')}>
              {data.people.length > 0 && <People one={data} />}
              <Panel title={t('submission.facts')}>
                <Facts items={factsOf(data)} />
              </Panel>
            </aside>
          </div>
        )}
      </Await>
      {asked && one && <Decision one={one} transition={asked} close={() => setAsked(null)} />}
    </Page>
  )
}

const factsOf = (one: Delivery): [string, React.ReactNode][] => [
  ...(one.campaign
    ? [
        [
          t('campaign.one'),
          <TextLink key="campaign" to="/campagnes/$id" params={{ id: one.campaign.id }}>
            {one.campaign.name}
          </TextLink>,
        ] as [string, React.ReactNode],
      ]
    : []),
  [t('mail.created'), instant(one.created_at)],
  ...(one.sent_at ? [[t('mail.sent'), instant(one.sent_at)] as [string, string]] : []),
  ...(one.bounced_at ? [[t('mail.bounced'), instant(one.bounced_at)] as [string, string]] : []),
  ...(one.next_at ? [[t('mail.next'), instant(one.next_at)] as [string, string]] : []),
  [t('mail.attempts'), number(one.attempts)],
  ...(one.reason ? [[t('mail.reason'), reasonName(one.reason)] as [string, string | null]] : []),
]

function People({ one }: { one: Delivery }) {
  return (
    <Panel title={t('mail.people')}>
      <ul className="lines">
        {one.people.map((person) => (
          <li key={`${person.contact_id}${person.invitation_id}`}>
            <div className="stacked">
              <span className="line-title">{person.name ?? officeName(person.office)}</span>
              <span className="hint">
                {officeName(person.office)} · {person.association.name}
              </span>
              <span>
                <StateBadge tone={person.address === 'working' ? 'good' : 'bad'}>
                  {t(person.changed ? 'mail.address.changed' : `address.${person.address}`)}
                </StateBadge>
              </span>
              <TextLink
                to="/campagnes/$id/invitations/$invitation"
                params={{ id: person.campaign_id, invitation: person.invitation_id }}
              >
                {t('mail.invitation')}
              </TextLink>
              <TextLink
                to="/associations/$id"
                params={{ id: person.association.id }}
                search={{ contact: person.contact_id }}
              >
                {t(person.address === 'working' ? 'contact.see' : 'contact.mend')}
              </TextLink>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Decision({ one, transition, close }: { one: Delivery; transition: DeliveryTransition; close: () => void }) {
  const noting = transition === 'bounce'
  const form = useForm(
    { comment: '' },
    async ({ comment }) => {
      await takeDeliveryTransition(one.id, { transition, ...(comment.trim() ? { comment: comment.trim() } : {}) })
      say(t(`mail.transition.${transition}.done`))
    },
    ({ comment }) => (noting && !comment.trim() ? { comment: t('form.required') } : {}),
  )
  return (
    <FormDialog
      title={t(`mail.transition.${transition}`)}
      close={close}
      form={form}
      action={t(`mail.transition.${transition}`)}
    >
      <p className="dialog-subject">{one.recipient}</p>
      <p>{t(`mail.transition.${transition}.explained`)}</p>
      {transition === 'resend' && one.people.some(({ changed }) => changed) && <p>{t('mail.resend.changed')}</p>}
      <Textarea
        label={t(noting ? 'mail.comment.bounce' : 'mail.comment')}
        required={noting}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        {...form.field('comment')}
      />
    </FormDialog>
  )
}
