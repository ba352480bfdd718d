import type { Letter, LetterPreview } from '@essaim/shared/letters.ts'
import { Button } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { DataTable } from '../ui/data-table.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { letterName } from './labels.tsx'

const letters = (campaign: string) =>
  queryOptions({
    queryKey: ['campaigns', 'letters', campaign],
    queryFn: async ({ signal }) =>
      (await get<{ items: Letter[] }>(`/v1/campaigns/${campaign}/letters`, {}, signal)).data.items,
  })

const preview = (campaign: string, kind: Letter['kind']) =>
  queryOptions({
    queryKey: ['campaigns', 'letter-preview', campaign, kind],
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await post<LetterPreview>(`/v1/campaigns/${campaign}/letters/${kind}/previews`, {}, { signal })).data,
  })

/** What the campaign's letters say, each as an association would receive it. */
export function LettersPanel({ campaign }: { campaign: string }) {
  const [shown, setShown] = useState<Letter['kind'] | null>(null)
  return (
    <Panel title={t('letters.title')} flush>
      <Await query={useQuery(letters(campaign))}>
        {(items) => (
          <DataTable
            caption={t('letters.title')}
            items={items}
            keyOf={({ kind }) => kind}
            columns={[
              { key: 'kind', title: t('sending.letter'), cell: ({ kind }) => letterName(kind) },
              { key: 'subject', title: t('letter.subject'), wide: true, cell: ({ subject }) => subject },
              {
                key: 'preview',
                title: t('letter.preview'),
                hideTitle: true,
                cell: ({ kind }) => (
                  <Button size="compact-sm" variant="default" onClick={() => setShown(kind)}>
                    {t('letter.preview')}
                    <span className="sr-only"> {letterName(kind)}</span>
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Await>
      {shown && <Preview campaign={campaign} kind={shown} close={() => setShown(null)} />}
    </Panel>
  )
}

function Preview({ campaign, kind, close }: { campaign: string; kind: Letter['kind']; close: () => void }) {
  return (
    <Dialog title={letterName(kind)} opened close={close} size="lg">
      <Await query={useQuery(preview(campaign, kind))}>
        {({ subject, text }) => (
          <>
            <p className="dialog-subject">{subject}</p>
            <p className="letter-text">{text}</p>
          </>
        )}
      </Await>
    </Dialog>
  )
}
