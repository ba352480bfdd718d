import { LETTER_KINDS, type LetterKind } from '@essaim/shared/campaigns.ts'
import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { letterName } from '../campaigns/labels.tsx'
import { campaign } from '../campaigns/queries.ts'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { LostPage } from '../ui/lost-pages.tsx'
import { Page } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { LetterForm } from './letter-form.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { letter, printLetters } from './queries.ts'

const route = getRouteApi('/campagnes/$id/lettres/$kind')

/** What one letter of a campaign says: written here, seen as it will be received, tried on oneself, printed for who has no address. */
export function LetterPage() {
  const { id, kind } = route.useParams()
  const known = LETTER_KINDS.find((one) => one === kind)
  return known ? <One key={`${id}${known}`} id={id} kind={known} /> : <LostPage />
}

function One({ id, kind }: { id: string; kind: LetterKind }) {
  const { user } = useSession()
  const [printing, setPrinting] = useState(false)
  const one = useQuery(campaign(id)).data
  const query = useQuery(letter(id, kind))
  const writes = hasRole(user, 'moderator')
  return (
    <Page
      title={t('letter.title', { letter: letterName(kind) })}
      crumbs={[
        { to: '/campagnes', label: t('campaigns.title') },
        { to: `/campagnes/${id}`, label: one?.name ?? t('campaign.one') },
      ]}
      lead={<p>{t(`letter.${kind}.explained`)}</p>}
      actions={
        writes && (
          <Button
            variant="default"
            leftSection={<IconPrinter size={16} aria-hidden />}
            onClick={() => setPrinting(true)}
          >
            {t('letter.print')}
          </Button>
        )
      }
    >
      <Await query={query}>
        {({ data, etag }) =>
          writes ? (
            <LetterForm campaign={id} kept={data} etag={etag} />
          ) : (
            <PreviewPanel campaign={id} kind={kind} draft={undefined} />
          )
        }
      </Await>
      {printing && <PrintDialog id={id} kind={kind} close={() => setPrinting(false)} />}
    </Page>
  )
}

function PrintDialog({ id, kind, close }: { id: string; kind: LetterKind; close: () => void }) {
  const form = useForm({}, async () => {
    await printLetters(id, kind, `${t('letter.print.file')}-${kind}.pdf`)
    say(t('letter.print.done'))
  })
  return (
    <FormDialog title={t('letter.print')} close={close} form={form} action={t('letter.print.do')}>
      <p>{t('letter.print.explained')}</p>
    </FormDialog>
  )
}
