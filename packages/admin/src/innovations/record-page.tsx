import type { ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { RecordEvaluationsPanel } from '../evaluations/evaluations-panel.tsx'
import { HistoryPanel } from '../history/history-panel.tsx'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Issues } from '../submissions/issues.tsx'
import { Facts } from '../ui/facts.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { SeenByPanel } from '../usage/seen-by-panel.tsx'
import { InnovationBadge, innovationTitle, VersionBadge } from './labels.tsx'
import { innovationVersion, moderatedInnovation } from './queries.ts'
import { RecordActions } from './record-actions.tsx'
import { RecordNotices } from './record-notices.tsx'
import { VersionReading } from './version-reading.tsx'

const route = getRouteApi('/fiches/$id')

/** One record: the version that matters now, its versions, and what one may do. */
export function RecordPage() {
  const { id } = route.useParams()
  return <One key={id} id={id} />
}

function One({ id }: { id: string }) {
  const query = useQuery(moderatedInnovation(id))
  const one = query.data?.data
  return (
    <Page
      title={one ? innovationTitle(one) : t('innovation.one')}
      crumbs={[{ to: '/fiches', label: t('innovations.title') }]}
      lead={
        one && (
          <>
            <InnovationBadge state={one.state} />
            <a className="link to-actions" href="#actions">
              {t('submission.to-actions')}
            </a>
            {one.association && (
              <TextLink to="/associations/$id" params={{ id: one.association.id }}>
                {one.association.name}
              </TextLink>
            )}
          </>
        )
      }
    >
      <Await query={query}>{({ data }) => <Record one={data} />}</Await>
    </Page>
  )
}

function Record({ one }: { one: ModeratedInnovation }) {
  // A draft is what waits for someone; else what is published; else the last one.
  const versions = [...one.versions].sort((a, b) => b.number - a.number)
  const current =
    versions.find(({ state }) => state === 'draft') ??
    versions.find(({ number }) => number === one.published_version) ??
    versions[0]
  const version = useQuery({ ...innovationVersion(one.id, current?.number ?? 1), enabled: current !== undefined })
  const read = version.data?.data
  const draft = current?.state === 'draft' ? current.number : null
  return (
    <div className="reading">
      <div className="reading-main">
        <RecordNotices one={one} draft={draft} />
        <Await query={version} lines={14}>
          {({ data }) => <VersionReading key={data.number} one={one} read={data} />}
        </Await>
      </div>
      <aside className="reading-side" aria-label={t('submission.side')}>
        <RecordActions one={one} draft={draft} />
        {read?.state === 'draft' && <Issues issues={read.issues} />}
        <Panel title={t('innovation.versions')}>
          <ol className="revisions">
            {versions.map(({ number, state, published_at, created_at }) => (
              <li key={number}>
                <span>
                  <TextLink to="/fiches/$id/versions/$number" params={{ id: one.id, number: String(number) }}>
                    {t('version.number', { number })}
                  </TextLink>
                  <span className="hint">{instant(published_at ?? created_at)}</span>
                </span>
                {one.state !== 'published' && state === 'published' ? (
                  <InnovationBadge state={one.state} />
                ) : (
                  <VersionBadge state={state} />
                )}
              </li>
            ))}
          </ol>
        </Panel>
        <Panel title={t('submission.facts')}>
          <Facts
            items={[
              [t('delegation.in-charge'), one.regional_delegation?.name ?? t('delegation.headquarters')],
              [t('innovation.first-published'), instant(one.first_published_at)],
              [t('innovation.last-published'), instant(one.published_at)],
              [t('innovation.confirmed'), instant(one.confirmed_at)],
              [t('submission.created'), instant(one.created_at)],
              [
                t('submissions.title'),
                <span key="submissions" className="stacked">
                  {versions.map(({ submission_id, number }) =>
                    submission_id ? (
                      <TextLink key={number} to="/reponses/$id" params={{ id: submission_id }}>
                        {t('innovation.submission-of', { number })}
                      </TextLink>
                    ) : null,
                  )}
                </span>,
              ],
            ]}
          />
        </Panel>
        <HistoryPanel of="innovations" id={one.id} />
        <SeenByPanel record={one.id} />
        <RecordEvaluationsPanel record={one.id} />
      </aside>
    </div>
  )
}
