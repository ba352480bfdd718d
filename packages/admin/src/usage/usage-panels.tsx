import type { CredentialUsage, FollowedFeed, PartnerUsage, UsageFault } from '@essaim/shared/usage.ts'
import { useQuery } from '@tanstack/react-query'
import { apiUrl } from '../lib/config.ts'
import { ago, instant, number, size } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Tag } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { DayBars } from './day-bars.tsx'
import { daysOfAll } from './days.ts'
import { Lag } from './lag.tsx'
import { partnerUsage } from './queries.ts'

/** What a partner reads and how far it is, what it called, and what it was refused. */
export function UsagePanels({ partner }: { partner: string }) {
  return (
    <Await query={useQuery(partnerUsage(partner))}>
      {(usage) => (
        <>
          <Panel title={t('feeds.title')} flush={usage.feeds.length > 0}>
            {usage.feeds.length > 0 ? <Feeds feeds={usage.feeds} /> : <p className="hint">{t('feeds.none')}</p>}
          </Panel>
          <Calls usage={usage} />
          {usage.faults.length > 0 && (
            <Panel title={t('faults.title')} flush>
              <Faults faults={usage.faults} />
            </Panel>
          )}
        </>
      )}
    </Await>
  )
}

const When = ({ at }: { at: string }) => (
  <time dateTime={at} title={instant(at)}>
    {ago(at)}
  </time>
)

function Feeds({ feeds }: { feeds: FollowedFeed[] }) {
  return (
    <DataTable
      caption={t('feeds.title')}
      items={feeds}
      keyOf={({ credential, audience, filter }) => `${credential.id} ${audience} ${filter}`}
      columns={[
        { key: 'credential', title: t('usage.credential'), cell: ({ credential }) => <code>{credential.name}</code> },
        {
          key: 'feed',
          title: t('feeds.which'),
          wide: true,
          cell: ({ audience, filter }) => (
            <ul className="tags">
              <li>
                <Tag>{t(`audience.${audience}`)}</Tag>
              </li>
              {[...new URLSearchParams(filter)].map(([name, value]) => (
                <li key={`${name} ${value}`}>
                  <Tag>{`${name}=${value}`}</Tag>
                </li>
              ))}
            </ul>
          ),
        },
        { key: 'lag', title: t('feeds.lag'), cell: ({ behind }) => <Lag behind={behind} /> },
        {
          key: 'position',
          title: t('feeds.position'),
          numeric: true,
          cell: ({ position, head }) => `${number(position)} / ${number(head)}`,
        },
        { key: 'pulled', title: t('partner.last-pull'), cell: ({ pulled_at }) => <When at={pulled_at} /> },
      ]}
    />
  )
}

function Calls({ usage }: { usage: PartnerUsage }) {
  const called = usage.credentials.filter(({ requests }) => requests > 0)
  return (
    <Panel title={t('usage.title')}>
      {called.length === 0 ? (
        <p className="hint">{t('usage.none')}</p>
      ) : (
        <>
          <DayBars days={daysOfAll(usage)} />
          <DataTable
            caption={t('usage.by-credential')}
            items={called}
            keyOf={({ id }) => id}
            columns={[
              { key: 'name', title: t('usage.credential'), cell: ({ name }) => <code>{name}</code> },
              ...(['requests', 'refused', 'limited', 'failed'] as const).map((what) => ({
                key: what,
                title: t(`usage.${what}`),
                numeric: true,
                cell: (one: CredentialUsage) => number(one[what]),
              })),
              { key: 'bytes', title: t('usage.bytes'), numeric: true, cell: ({ bytes }) => size(bytes) },
              {
                key: 'quota',
                title: t('usage.quota'),
                cell: ({ quota }) =>
                  t('usage.quota.used', {
                    used: number(quota.used),
                    limit: number(quota.limit),
                    seconds: quota.window_seconds,
                  }),
              },
            ]}
          />
        </>
      )}
    </Panel>
  )
}

function Faults({ faults }: { faults: UsageFault[] }) {
  return (
    <DataTable
      caption={t('faults.title')}
      items={faults}
      keyOf={({ credential, method, route, problem }) => `${credential.id} ${method} ${route} ${problem}`}
      columns={[
        {
          key: 'asked',
          title: t('faults.asked'),
          wide: true,
          cell: ({ method, route }) => (
            <code className="breaks">{route ? `${method} ${route}` : t('faults.no-such-address', { method })}</code>
          ),
        },
        {
          key: 'problem',
          title: t('faults.problem'),
          cell: ({ status, problem }) => (
            <a className="link" href={apiUrl(`/problems/${problem}`)} target="_blank" rel="noreferrer">
              {status} {problem}
              <span className="sr-only"> ({t('link.new-tab')})</span>
            </a>
          ),
        },
        { key: 'times', title: t('faults.times'), numeric: true, cell: ({ times }) => number(times) },
        { key: 'last', title: t('faults.last'), cell: ({ last_at }) => <When at={last_at} /> },
        { key: 'credential', title: t('usage.credential'), cell: ({ credential }) => <code>{credential.name}</code> },
      ]}
    />
  )
}
