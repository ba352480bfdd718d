import type { Campaign, RecipientListResult } from '@essaim/shared/campaigns.ts'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconUpload } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { get } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { Refused } from '../ui/states.tsx'
import { importRecipients } from './queries.ts'

/** The associations of a file as the campaign's list; what names none is told with its line. */
export function RecipientList({
  campaign,
  result,
  taken,
}: {
  campaign: Campaign
  result: RecipientListResult | null
  taken: (result: RecipientListResult, etag: string | null) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Error | null>(null)
  const send = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setFailure(null)
    try {
      const done = await importRecipients(campaign.id, file)
      taken(done, (await get<Campaign>(`/v1/campaigns/${campaign.id}`)).etag)
    } catch (cause) {
      setFailure(cause instanceof Error ? cause : new Error(t('error.unknown')))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="form">
      <p className="hint">{t('recipients.file.hint')}</p>
      <Refused error={failure} />
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv,text/plain"
        hidden
        tabIndex={-1}
        aria-hidden
        onChange={(event) => void send(event.currentTarget.files?.[0])}
        onClick={(event) => {
          event.currentTarget.value = ''
        }}
      />
      <div className="line-actions">
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconUpload size={16} aria-hidden />}
          onClick={() => input.current?.click()}
        >
          {t('recipients.file')}
        </Button>
        <span role="status">{t('recipients.listed', { count: result?.listed ?? campaign.listed })}</span>
      </div>
      {result && result.unknown.length > 0 && (
        <div className="notice warn">
          <IconAlertTriangle size={18} aria-hidden />
          <div>
            <p>{t('recipients.unknown', { count: result.unknown.length })}</p>
            <ul>
              {result.unknown.slice(0, 100).map(({ line, value }) => (
                <li key={line}>{t('recipients.unknown.line', { line, value })}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </div>
  )
}
