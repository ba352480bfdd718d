import { useQuery } from '@tanstack/react-query'
import { letterName } from '../campaigns/labels.tsx'
import { shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { letters } from './queries.ts'

/** What the campaign's letters say, each with its own page. */
export function LettersPanel({ campaign }: { campaign: string }) {
  return (
    <Panel title={t('letters.title')} flush>
      <Await query={useQuery(letters(campaign))}>
        {(items) => (
          <DataTable
            caption={t('letters.title')}
            items={items}
            keyOf={({ kind }) => kind}
            columns={[
              {
                key: 'kind',
                title: t('sending.letter'),
                cell: ({ kind }) => (
                  <TextLink to="/campagnes/$id/lettres/$kind" params={{ id: campaign, kind }} className="row-link">
                    {letterName(kind)}
                  </TextLink>
                ),
              },
              { key: 'subject', title: t('letter.subject'), wide: true, cell: ({ subject }) => subject },
              {
                key: 'written',
                title: t('letter.written'),
                cell: ({ updated_at }) =>
                  updated_at ? shortDay(updated_at) : <span className="hint">{t('letter.proposed')}</span>,
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  )
}
