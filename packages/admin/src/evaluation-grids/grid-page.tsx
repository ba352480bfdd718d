import type { Grid, GridVersion } from '@essaim/shared/evaluation-grids.ts'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { labelOf, t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { GridEditor } from './grid-editor.tsx'
import { grid, gridVersion, transitionGrid, writeGridDraft } from './queries.ts'

const route = getRouteApi('/grilles/$id')

/** One grid: the version in use, and the next one while it is written. */
export function GridPage() {
  const query = useQuery(grid(route.useParams().id))
  return (
    <Page
      title={query.data ? labelOf(query.data.title) : t('grid.one')}
      crumbs={[{ to: '/grilles', label: t('grids.title') }]}
      lead={<p>{t('grid.lead')}</p>}
    >
      <Await query={query}>
        {(one) => (
          <>
            {one.draft_version !== null && <Version key={one.draft_version} one={one} number={one.draft_version} />}
            {one.current_version !== null && (
              <Version key={one.current_version} one={one} number={one.current_version} />
            )}
          </>
        )}
      </Await>
    </Page>
  )
}

function Version({ one, number }: { one: Grid; number: number }) {
  const query = useQuery(gridVersion(one.id, number))
  const [writing, setWriting] = useState(false)
  const { user } = useSession()
  const isDraft = number === one.draft_version
  const mayWrite = hasRole(user, 'moderator') && !writing && (isDraft || one.draft_version === null)
  return (
    <Panel
      title={t(isDraft ? 'grid.version.draft' : 'grid.version.in-use', { number })}
      actions={
        mayWrite && (
          <>
            <Button variant="default" onClick={() => setWriting(true)}>
              {t(isDraft ? 'grid.edit' : 'grid.renew')}
            </Button>
            {isDraft && <PublishButton one={one} number={number} />}
          </>
        )
      }
    >
      <Await query={query}>
        {({ data, etag }) =>
          writing ? (
            <GridEditor
              content={data.content}
              save={async (content) => {
                await writeGridDraft(one.id, content, isDraft ? etag : null)
                say(t('grid.saved'))
                setWriting(false)
              }}
              close={() => setWriting(false)}
            />
          ) : (
            <Content version={data} />
          )
        }
      </Await>
    </Panel>
  )
}

function PublishButton({ one, number }: { one: Grid; number: number }) {
  const [busy, setBusy] = useState(false)
  const publish = async () => {
    setBusy(true)
    try {
      await transitionGrid(one.id, number, 'publish')
      say(t('grid.published', { number }))
    } catch (error) {
      say((error as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button loading={busy} onClick={() => void publish()}>
      {t('grid.publish')}
    </Button>
  )
}

function Content({ version: { content } }: { version: GridVersion }) {
  return (
    <>
      <p className="hint">{content.scale.map(({ value, label }) => `${value} ${labelOf(label)}`).join(' · ')}</p>
      {content.families.map(({ code, label, question, criteria }) => (
        <section key={code}>
          <h3>{labelOf(label)}</h3>
          {question && <p className="hint">{labelOf(question)}</p>}
          <ul>
            {criteria.map((criterion) => (
              <li key={criterion.code}>{labelOf(criterion.label)}</li>
            ))}
          </ul>
        </section>
      ))}
      {content.source && <p className="hint">{t('grid.source', { source: content.source })}</p>}
    </>
  )
}
