import type { Partner } from '@essaim/shared/partners.ts'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { apiUrl } from '../lib/config.ts'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge } from '../ui/badge.tsx'
import { Facts } from '../ui/facts.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { ConsultationsPanel } from '../usage/consultations-panel.tsx'
import { UsagePanels } from '../usage/usage-panels.tsx'
import { WebhooksPanel } from '../webhooks/webhooks-panel.tsx'
import { ClientsPanel } from './clients-panel.tsx'
import { KeysPanel } from './keys-panel.tsx'
import { LastPulled } from './last-pulled.tsx'
import { partner } from './queries.ts'
import { StateDialog } from './state-dialog.tsx'
import { TechnicalContact } from './technical-contact.tsx'
import { TermsNotice } from './terms-notice.tsx'

const route = getRouteApi('/partenaires/$id')

/** One partner: what was agreed with it, with what it calls, what it follows, and what it read. */
export function PartnerPage() {
  const { id } = route.useParams()
  const query = useQuery(partner(id))
  const [changing, setChanging] = useState(false)
  const one = query.data?.data
  return (
    <Page
      key={id}
      title={one?.name ?? t('partner.one')}
      crumbs={[{ to: '/partenaires', label: t('partners.title') }]}
      lead={
        one && <StateBadge tone={one.state === 'active' ? 'good' : 'bad'}>{t(`partner.state.${one.state}`)}</StateBadge>
      }
      actions={
        <Button variant="default" disabled={!one} onClick={() => setChanging(true)}>
          {one?.state === 'suspended' ? t('user.restore') : t('user.suspend')}
        </Button>
      }
    >
      <Await query={query}>
        {({ data, etag }) => (
          <>
            <TermsNotice partner={data} etag={etag} />
            <Panel title={t('partner.facts')}>
              <Facts wide items={factsOf(data, etag)} />
            </Panel>
            <KeysPanel partner={data} />
            <ClientsPanel partner={data} />
            {changing && <StateDialog partner={data} etag={etag} close={() => setChanging(false)} />}
          </>
        )}
      </Await>
      {one && <WebhooksPanel partner={id} />}
      {one && <UsagePanels partner={id} />}
      {one && <ConsultationsPanel partner={id} />}
    </Page>
  )
}

const factsOf = (one: Partner, etag: string | null): Parameters<typeof Facts>[0]['items'] => [
  [
    t('terms.title'),
    one.terms ? (
      <span key="terms" className="stacked">
        <a className="link" href={apiUrl('/docs/terms')} target="_blank" rel="noreferrer">
          {t('terms.version', { version: one.terms.version })}
          <span className="sr-only"> ({t('link.new-tab')})</span>
        </a>
        <span className="hint">
          {t('terms.accepted', { day: day(one.terms.accepted_at), by: one.terms.accepted_by })}
        </span>
      </span>
    ) : (
      t('terms.none')
    ),
  ],
  [t('partner.technical'), <TechnicalContact key="technical" partner={one} etag={etag} />],
  [t('partner.last-pull'), <LastPulled key="pull" pull={one.last_pull} />],
  [t('partner.since'), day(one.created_at)],
]
