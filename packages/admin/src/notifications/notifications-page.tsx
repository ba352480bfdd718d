import { NOTIFICATION_STATES, type Notification } from '@essaim/shared/notifications.ts'
import { Button } from '@mantine/core'
import { IconChecks, IconSettings } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ago, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { mark, notifications, placeOf, unread } from './queries.ts'

const route = getRouteApi('/notifications')

/** What one was told of, the newest first; what is opened is read. */
export function NotificationsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data: waiting = 0 } = useQuery(unread)
  const query = useQuery({
    ...notifications({ ...search, limit: 50, count: 'exact' }),
    placeholderData: keepPreviousData,
  })
  const all = async () => {
    await mark('read')
    say(t('notifications.all-read'))
  }
  return (
    <Page
      title={t('notifications.title')}
      lead={<p>{t('notifications.lead')}</p>}
      actions={
        <>
          {waiting > 0 && (
            <Button variant="default" leftSection={<IconChecks size={17} aria-hidden />} onClick={() => void all()}>
              {t('notifications.read-all')}
            </Button>
          )}
          <ButtonLink
            variant="default"
            to="/notifications/reglages"
            leftSection={<IconSettings size={17} aria-hidden />}
          >
            {t('notifications.settings')}
          </ButtonLink>
        </>
      }
    >
      <search className="filters" aria-label={t('filter.title')}>
        <fieldset className="chips" aria-label={t('filter.state')}>
          {([undefined, ...NOTIFICATION_STATES] as const).map((state) => (
            <button
              key={state ?? ''}
              type="button"
              className="chip"
              aria-pressed={search.state === state}
              onClick={() => void navigate({ search: { state }, resetScroll: false })}
            >
              {t(`notifications.state.${state ?? 'all'}`)}
            </button>
          ))}
        </fieldset>
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={search.state ? t('notifications.none.filtered') : t('notifications.none')}>
                {!search.state && <p>{t('notifications.none.detail')}</p>}
              </Empty>
            ) : (
              <>
                <ol className="notifications">
                  {items.map((one) => (
                    <Item key={one.id} one={one} />
                  ))}
                </ol>
                <Pager
                  shown={items.length}
                  total={total}
                  next={next}
                  cursor={search.cursor}
                  go={(cursor) => void navigate({ search: { ...search, cursor } })}
                />
              </>
            )
          }
        </Await>
      </div>
    </Page>
  )
}

function Item({ one }: { one: Notification }) {
  const { kind, state, submission, innovation, association, by, created_at } = one
  const other = state === 'read' ? 'unread' : 'read'
  return (
    <li className={`notification ${state}`}>
      <p className="notification-what">
        {state === 'unread' && <span className="sr-only">{t('notifications.unread')}</span>}
        <TextLink
          to={placeOf(one)}
          className="row-link"
          onClick={() => {
            if (state === 'unread') void mark('read', [one.id])
          }}
        >
          {(submission ?? innovation)?.title || t('submission.untitled')}
        </TextLink>
        <span>{t(`notice.${kind}`, { by: by ?? t('notice.by.machine') })}</span>
        <span className="hint">
          {association && `${association.name} · `}
          <time dateTime={created_at} title={instant(created_at)}>
            {ago(created_at)}
          </time>
        </span>
      </p>
      <Button size="compact-sm" variant="subtle" onClick={() => void mark(other, [one.id])}>
        {t(`notifications.mark.${other}`)}
      </Button>
    </li>
  )
}
