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
import { KeysPanel } from './keys-panel.tsx'
import { LastPulled } from './last-pulled.tsx'
import { partner } from './queries.ts'
import { StateDialog } from './state-dialog.tsx'
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
              <Facts wide items={factsOf(data)} />
            </Panel>
            <KeysPanel partner={data} />
            {changing && <StateDialog partner={data} etag={etag} close={() => setChanging(false)} />}
          </>
        )}
      </Await>
      {one && <UsagePanels partner={id} />}
      {one && <ConsultationsPanel partner={id} />}
    </Page>
  )
}

const factsOf = ({ terms, last_pull, created_at }: Partner): Parameters<typeof Facts>[0]['items'] => [
  [
    t('terms.title'),
    terms ? (
      <span key="terms" className="stacked">
        <a className="link" href={apiUrl('/docs/terms')} target="_blank" rel="noreferrer">
          {t('terms.version', { version: terms.version })}
          <span className="sr-only"> ({t('link.new-tab')})</span>
        </a>
        <span className="hint">{t('terms.accepted', { day: day(terms.accepted_at), by: terms.accepted_by })}</span>
      </span>
    ) : (
      t('terms.none')
    ),
  ],
  [t('partner.last-pull'), <LastPulled key="pull" pull={last_pull} />],
  [t('partner.since'), day(created_at)],
]
