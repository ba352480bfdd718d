import type { LetterKind } from '@essaim/shared/campaigns.ts'
import type { LetterPreview, LetterPut } from '@essaim/shared/letters.ts'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AssociationSelect } from '../associations/association-select.tsx'
import { invitations } from '../campaigns/queries.ts'
import { t } from '../lib/i18n.ts'
import { Panel } from '../ui/page.tsx'
import { Loading, Refused } from '../ui/states.tsx'
import { WordsAndPage } from '../ui/words-and-page.tsx'
import { letterPreview } from './queries.ts'

/** The letter as it would be received, shortly after each word that is written; for an example, or for an association. */
export function PreviewPanel({
  campaign,
  kind,
  draft,
}: {
  campaign: string
  kind: LetterKind
  draft: LetterPut | undefined
}) {
  const [association, setAssociation] = useState<string>()
  const [letter] = useDebouncedValue(draft, 350)
  const asked = useQuery({
    ...invitations(campaign, { association, limit: 1 }),
    enabled: association !== undefined,
  }).data
  const invitation = association ? asked?.items[0] : undefined
  const query = useQuery(
    letterPreview(campaign, kind, {
      ...(letter && { letter }),
      ...(invitation && { invitation_id: invitation.id }),
    }),
  )
  // what was shown stays while the next is written, and when it is refused
  const [last, setLast] = useState<LetterPreview>()
  if (query.data && query.data !== last) setLast(query.data)
  return (
    <Panel title={t('letter.preview')}>
      <div className="preview">
        <AssociationSelect
          label={t('letter.preview.for')}
          placeholder={t('letter.preview.example')}
          value={association}
          change={setAssociation}
          error={association && asked && !invitation ? t('letter.preview.not-invited') : undefined}
        />
        <Refused error={query.error} />
        {last ? (
          <>
            <p className="dialog-subject">{last.subject}</p>
            <WordsAndPage title={t('letter.preview')} html={last.html} text={last.text} />
          </>
        ) : (
          !query.error && <Loading lines={8} />
        )}
      </div>
    </Panel>
  )
}
