import type { AssociationImport } from '@essaim/shared/imports.ts'
import { Button } from '@mantine/core'
import { IconFileTypeCsv, IconUpload } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type DragEvent, useRef, useState } from 'react'
import { number } from '../lib/format.ts'
import { t, tOr } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { ImportCounts } from './import-counts.tsx'
import { importFile } from './queries.ts'

/** A file of members: tried first without writing anything, then for good. */
export function ImportPage() {
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const [tried, setTried] = useState<AssociationImport | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Error | null>(null)

  const run = async (chosen: File, dryRun: boolean) => {
    setBusy(true)
    setFailure(null)
    try {
      const done = await importFile(chosen, dryRun, [])
      if (dryRun) setTried(done)
      else {
        say(t('import.done', { rows: number(done.rows) }))
        await navigate({ to: '/associations/imports/$id', params: { id: done.id } })
      }
    } catch (cause) {
      setFailure(cause instanceof Error ? cause : new Error(t('error.unknown')))
    } finally {
      setBusy(false)
    }
  }
  const choose = (chosen: File | undefined) => {
    if (!chosen || busy) return
    setFile(chosen)
    setTried(null)
    void run(chosen, true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    choose(event.dataTransfer.files[0])
  }
  return (
    <Page
      title={t('import.title')}
      lead={<p>{t('import.lead')}</p>}
      crumbs={[{ to: '/associations', label: t('associations.title') }]}
    >
      <div className="import">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same by keyboard */}
        <div className="dropzone" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
          <IconFileTypeCsv size={40} stroke={1.3} aria-hidden />
          <p className="blank-title">{file ? file.name : t('import.drop')}</p>
          <p className="hint">{t('import.formats')}</p>
          <input
            ref={input}
            type="file"
            accept=".csv,text/csv,text/plain"
            hidden
            tabIndex={-1}
            aria-hidden
            onChange={(event) => choose(event.currentTarget.files?.[0])}
            onClick={(event) => {
              event.currentTarget.value = ''
            }}
          />
          <Button
            variant={file ? 'default' : 'filled'}
            loading={busy}
            onClick={() => input.current?.click()}
            leftSection={<IconUpload size={16} aria-hidden />}
          >
            {file ? t('import.choose.other') : t('import.choose')}
          </Button>
        </div>
        <Refused error={failure} />
        <div role="status" className="sr-only">
          {busy ? t('import.busy') : tried ? t('import.tried') : ''}
        </div>
        {tried && file && (
          <>
            <Panel title={t('import.tried')}>
              <p>{t('import.tried.lead', { rows: number(tried.rows) })}</p>
              <ImportCounts counts={tried.counts} />
              <div className="form-actions">
                <TextLink to="/associations/imports/$id" params={{ id: tried.id }} target="_blank">
                  {t('import.rows.see')} <span className="sr-only">({t('link.new-tab')})</span>
                </TextLink>
                <Button
                  loading={busy}
                  disabled={tried.counts.created + tried.counts.updated === 0}
                  onClick={() => void run(file, false)}
                >
                  {t('import.do', { count: tried.counts.created + tried.counts.updated })}
                </Button>
              </div>
            </Panel>
            <Panel title={t('import.columns')}>
              <ul className="columns-read">
                {tried.columns.map(({ header, field }, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: headers may repeat, and their order is theirs for good
                  <li key={`${place}${header}`}>
                    <span>{header}</span>
                    <span className={field ? undefined : 'unknown'}>
                      {field ? tOr(`association.${field.replaceAll('_', '-')}`, field) : t('import.column.unused')}
                    </span>
                  </li>
                ))}
              </ul>
            </Panel>
          </>
        )}
      </div>
    </Page>
  )
}
