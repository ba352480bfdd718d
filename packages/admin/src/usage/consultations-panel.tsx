import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ago, instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Await } from '../ui/states.tsx'
import { consultations } from './queries.ts'

/** The records that a partner read one by one; their associations are told the same. */
export function ConsultationsPanel({ partner }: { partner: string }) {
  const [cursor, go] = useState<string | undefined>()
  const query = useQuery(consultations(partner, cursor))
  const read = query.data
  return (
    <Panel title={t('consultations.title')} flush={read !== undefined && read.items.length > 0}>
      <Await query={query} lines={3}>
        {({ items, next, total }) =>
          items.length === 0 ? (
            <p className="hint">{t('consultations.none')}</p>
          ) : (
            <>
              <DataTable
                caption={t('consultations.title')}
                items={items}
                keyOf={({ innovation }) => innovation.id}
                columns={[
                  {
                    key: 'title',
                    title: t('innovation.one'),
                    wide: true,
                    cell: ({ innovation }) => (
                      <TextLink to="/fiches/$id" params={{ id: innovation.id }} className="row-link">
                        {innovation.title ?? t('innovation.one')}
                      </TextLink>
                    ),
                  },
                  { key: 'times', title: t('faults.times'), numeric: true, cell: ({ times }) => number(times) },
                  {
                    key: 'last',
                    title: t('consultations.last'),
                    cell: ({ last_at }) => (
                      <time dateTime={last_at} title={instant(last_at)}>
                        {ago(last_at)}
                      </time>
                    ),
                  },
                ]}
              />
              <Pager shown={items.length} total={total} next={next} cursor={cursor} go={go} />
            </>
          )
        }
      </Await>
    </Panel>
  )
}
