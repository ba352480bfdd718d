import type { InnovationState } from '@essaim/shared/innovations.ts'
import type { SubmissionState } from '@essaim/shared/submissions.ts'
import {
  IconArrowBackUp,
  IconArrowRight,
  IconFileText,
  IconInbox,
  IconPlus,
  IconRosetteDiscountCheck,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { BackupAlarm } from '../backups/backup-panel.tsx'
import { EventList } from '../events/event-list.tsx'
import { innovationTitle } from '../innovations/labels.tsx'
import { moderatedInnovations } from '../innovations/queries.ts'
import { ago } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { titleOf } from '../submissions/labels.tsx'
import { submissions } from '../submissions/queries.ts'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { HelpRequests, Successions } from './desk-tiles.tsx'
import { type Frame, Tile } from './tile.tsx'

/** What waits for who is signed in, by role: the day begins here. */
export function HomePage() {
  const { user } = useSession()
  const headquarters = hasRole(user, 'moderator')
  const writes = hasRole(user, 'moderator', 'delegate')
  return (
    <Page
      title={t('home.title')}
      lead={<p>{t('home.hello', { name: user?.name ?? '' })}</p>}
      actions={
        writes && (
          <ButtonLink to="/reponses/nouvelle" leftSection={<IconPlus size={18} aria-hidden />}>
            {t('submission.create')}
          </ButtonLink>
        )
      }
    >
      {hasRole(user, 'admin') && <BackupAlarm />}
      <div className="home">
        {headquarters ? (
          <>
            <Waiting
              state="endorsed"
              icon={IconRosetteDiscountCheck}
              title={t('home.endorsed')}
              hint={t('home.endorsed.hint')}
              first
            />
            <Drafts />
            <Waiting
              state="submitted"
              icon={IconInbox}
              title={t('home.submitted.delegations')}
              hint={t('home.submitted.delegations.hint')}
            />
          </>
        ) : (
          <Waiting
            state="submitted"
            icon={IconInbox}
            title={t('home.submitted')}
            hint={t('home.submitted.hint')}
            first
          />
        )}
        <Waiting
          state="changes_requested"
          icon={IconArrowBackUp}
          title={t('home.changes')}
          hint={t('home.changes.hint')}
        />
        <Successions />
        <HelpRequests />
        {hasRole(user, 'admin') && (
          <Panel
            className="home-events"
            title={t('home.events')}
            actions={<TextLink to="/evenements">{t('home.all')}</TextLink>}
          >
            <EventList query={{ limit: 8 }} />
          </Panel>
        )}
      </div>
    </Page>
  )
}

function Waiting({ state, icon, title, hint, first = false }: Frame & { state: SubmissionState }) {
  const query = useQuery(submissions({ state: [state], count: 'exact', limit: 5 }))
  return (
    <Tile icon={icon} title={title} hint={hint} first={first} count={query.data?.total}>
      <Await query={query} lines={3}>
        {({ items, total }) => (
          <>
            {items.length === 0 && <p className="hint">{t('home.nothing')}</p>}
            <ul className="tile-list">
              {items.map((item) => (
                <li key={item.id}>
                  <TextLink
                    to="/reponses/$id"
                    params={{ id: item.id }}
                    search={{ state: [state] }}
                    className="row-link"
                  >
                    {titleOf(item)}
                  </TextLink>
                  <span className="hint">
                    {item.association.name} · {ago(item.submitted_at ?? item.created_at)}
                  </span>
                </li>
              ))}
            </ul>
            {items.length > 0 && (
              <TextLink to="/reponses" search={{ state: [state] }} className="link more">
                {t('home.see', { count: total ?? items.length })}
                <IconArrowRight size={16} aria-hidden />
              </TextLink>
            )}
          </>
        )}
      </Await>
    </Tile>
  )
}

function Drafts() {
  const state: InnovationState[] = ['draft']
  const query = useQuery(moderatedInnovations({ state, count: 'exact', limit: 5 }))
  return (
    <Tile icon={IconFileText} title={t('home.drafts')} hint={t('home.drafts.hint')} count={query.data?.total}>
      <Await query={query} lines={3}>
        {({ items, total }) => (
          <>
            {items.length === 0 && <p className="hint">{t('home.nothing')}</p>}
            <ul className="tile-list">
              {items.map((item) => (
                <li key={item.id}>
                  <TextLink to="/fiches/$id" params={{ id: item.id }} className="row-link">
                    {innovationTitle(item)}
                  </TextLink>
                  <span className="hint">
                    {item.association?.name} · {ago(item.updated_at)}
                  </span>
                </li>
              ))}
            </ul>
            {items.length > 0 && (
              <TextLink to="/fiches" search={{ state }} className="link more">
                {t('home.see', { count: total ?? items.length })}
                <IconArrowRight size={16} aria-hidden />
              </TextLink>
            )}
          </>
        )}
      </Await>
    </Tile>
  )
}
