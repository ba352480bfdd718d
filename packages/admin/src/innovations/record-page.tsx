import type { InnovationTransition, ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { Button } from '@mantine/core'
import { IconExternalLink, IconFolderPlus, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { AnswersView } from '../answers/answers-view.tsx'
import { AddingDialog } from '../dossiers/adding-dialog.tsx'
import { RecordEvaluationsPanel } from '../evaluations/evaluations-panel.tsx'
import { apiUrl } from '../lib/config.ts'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Issues } from '../submissions/issues.tsx'
import { questionnaireVersion } from '../submissions/queries.ts'
import { Facts } from '../ui/facts.tsx'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { SaveButton } from '../ui/save-button.tsx'
import { Await } from '../ui/states.tsx'
import { SeenByPanel } from '../usage/seen-by-panel.tsx'
import { ErasureDialog } from './erasure-dialog.tsx'
import { InnovationBadge, innovationTitle, innovationTransitionName, reasonName, VersionBadge } from './labels.tsx'
import { innovationVersion, moderatedInnovation } from './queries.ts'
import { TransitionDialog } from './transition-dialog.tsx'

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
  const questionnaire = useQuery({
    ...questionnaireVersion(read?.questionnaire.id ?? '', read?.questionnaire.version ?? 1),
    enabled: read !== undefined,
  })
  return (
    <div className="reading">
      <div className="reading-main">
        {one.state === 'withdrawn' && one.withdrawn_reason && (
          <p className="notice warn">
            {t('innovation.withdrawn-because', { reason: reasonName(one.withdrawn_reason) })}
          </p>
        )}
        {current && current.state === 'draft' && one.published_version !== null && (
          <p className="notice info">
            {t('innovation.draft-beside', { draft: current.number, published: one.published_version })}
          </p>
        )}
        <Await query={version} lines={14}>
          {({ data }) => (
            <Await query={questionnaire}>
              {({ content }) => (
                <AnswersView
                  content={content}
                  answers={data.answers}
                  submission={data.submission_id}
                  issues={data.state === 'draft' ? data.issues : []}
                />
              )}
            </Await>
          )}
        </Await>
      </div>
      <aside className="reading-side" aria-label={t('submission.side')}>
        <RecordActions one={one} draft={current?.state === 'draft' ? current.number : null} />
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
                {one.state === 'withdrawn' && state === 'published' ? (
                  <InnovationBadge state="withdrawn" />
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
        <SeenByPanel record={one.id} />
        <RecordEvaluationsPanel record={one.id} />
      </aside>
    </div>
  )
}

const ORDER: InnovationTransition[] = ['publish', 'withdraw', 'archive']

function RecordActions({ one, draft }: { one: ModeratedInnovation; draft: number | null }) {
  const [adding, setAdding] = useState(false)
  const [asked, setAsked] = useState<InnovationTransition | 'erase' | null>(null)
  const { user } = useSession()
  const open = ORDER.filter((name) => one.transitions.includes(name))
  return (
    <Panel title={t('submission.actions')} id="actions">
      <div className="actions">
        {open.map((name) => (
          <Button
            key={name}
            fullWidth
            variant={name === 'publish' ? 'filled' : 'default'}
            className={name === 'publish' ? undefined : 'danger'}
            onClick={() => setAsked(name)}
          >
            {name === 'publish' && one.published_version
              ? t('innovation.publish-version', { number: draft ?? one.published_version })
              : innovationTransitionName(name)}
          </Button>
        ))}
        {draft !== null && hasRole(user, 'moderator') && (
          <ButtonLink
            fullWidth
            variant="default"
            to="/fiches/$id/versions/$number/saisie"
            params={{ id: one.id, number: String(draft) }}
            leftSection={<IconPencil size={16} aria-hidden />}
          >
            {t('innovation.write')}
          </ButtonLink>
        )}
        {one.state === 'published' && (
          <Button
            component="a"
            fullWidth
            variant="default"
            href={apiUrl(`/v1/innovations/${one.id}`)}
            target="_blank"
            rel="noreferrer"
            rightSection={<IconExternalLink size={16} aria-hidden />}
          >
            {t('innovation.public')}
            <span className="sr-only"> ({t('link.new-tab')})</span>
          </Button>
        )}
        {one.state === 'published' && (
          <SaveButton fullWidth path={`/v1/innovations/${one.id}/pdf`} name={`${innovationTitle(one)}.pdf`}>
            {t('innovation.pdf')}
          </SaveButton>
        )}
        {one.state === 'published' && hasRole(user, 'moderator') && (
          <Button
            fullWidth
            variant="default"
            leftSection={<IconFolderPlus size={16} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t('dossier.add', { count: 0 })}
          </Button>
        )}
        {one.association && hasRole(user, 'moderator', 'delegate') && (
          <ButtonLink
            fullWidth
            variant="default"
            to="/reponses/nouvelle"
            search={{ association: one.association.id, innovation: one.id }}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t('innovation.renew')}
          </ButtonLink>
        )}
        {hasRole(user, 'admin') && (
          <Button fullWidth variant="default" className="danger" onClick={() => setAsked('erase')}>
            {t('erasure.action')}
          </Button>
        )}
      </div>
      {adding && <AddingDialog ids={[one.id]} close={() => setAdding(false)} />}
      {asked === 'erase' && <ErasureDialog one={one} close={() => setAsked(null)} />}
      {asked && asked !== 'erase' && <TransitionDialog one={one} transition={asked} close={() => setAsked(null)} />}
    </Panel>
  )
}
