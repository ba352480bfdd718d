import type { Grid } from '@essaim/shared/evaluation-grids.ts'
import type { EvaluationList, GridEvaluations, OwnEvaluation } from '@essaim/shared/evaluations.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { grids, gridVersion } from '../evaluation-grids/queries.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { EvaluationForm } from './evaluation-form.tsx'
import { ProfileView, ReviewersTable } from './profile-view.tsx'
import { evaluations, recordEvaluations, transitionEvaluation } from './queries.ts'

/** What reviewers say of a hand-in, among staff; and one's own, written beside the answers. */
export function EvaluationsPanel({ one }: { one: Submission }) {
  const said = useQuery(evaluations(one.id))
  const known = useQuery(grids)
  const [open, setOpen] = useState<string | null>(null)
  if (one.revision === 0) return null
  return (
    <Panel title={t('evaluations.title')} id="evaluations">
      <p className="hint">{t('evaluations.staff-only')}</p>
      <Await query={said} lines={3}>
        {(list) => (
          <>
            {list.items.length === 0 && <p className="unknown">{t('evaluations.none')}</p>}
            <Given items={list.items} revision={one.revision} />
            <Await query={known} lines={2}>
              {(all) => <Own one={one} all={all} list={list} open={open} setOpen={setOpen} />}
            </Await>
          </>
        )}
      </Await>
    </Panel>
  )
}

/** The same of the answers behind a record; nothing where nobody evaluated them. */
export function RecordEvaluationsPanel({ record }: { record: string }) {
  const said = useQuery(recordEvaluations(record))
  if (!said.data?.items.length) return null
  return (
    <Panel title={t('evaluations.title')}>
      <p className="hint">{t('evaluations.staff-only')}</p>
      <Given items={said.data.items} revision={null} />
    </Panel>
  )
}

function Given({ items, revision }: { items: GridEvaluations[]; revision: number | null }) {
  return items.map((said) => (
    <section key={`${said.submission_id} ${said.revision} ${said.grid.id} ${said.version}`}>
      <h3 className="evaluation-family">{labelOf(said.content.title)}</h3>
      <p className="hint">
        {t('evaluation.reviewers', { count: said.evaluations.length })}
        {revision !== null && said.revision !== revision && ` · ${t('history.revision', { number: said.revision })}`}
      </p>
      <ProfileView said={said} />
      <details>
        <summary>{t('evaluation.by-reviewer')}</summary>
        <ReviewersTable said={said} />
      </details>
    </section>
  ))
}

type OwnProps = {
  one: Submission
  all: Grid[]
  list: EvaluationList
  open: string | null
  setOpen: (grid: string | null) => void
}

function Own({ one, all, list, open, setOpen }: OwnProps) {
  const { user } = useSession()
  if (!hasRole(user, 'moderator', 'delegate')) return null
  const inUse = all.filter(
    ({ id, current_version }) => current_version !== null || list.own.some(({ grid }) => grid.id === id),
  )
  return inUse.map((grid) => {
    const own = list.own.find((each) => each.grid.id === grid.id)
    const version = own?.grid.version ?? grid.current_version ?? 1
    if (open === grid.id)
      return <Writing key={grid.id} one={one} grid={grid} version={version} own={own} close={() => setOpen(null)} />
    return (
      <div key={grid.id} className="own-evaluation">
        <span id={`grid-${grid.id}`}>{labelOf(grid.title)}</span>
        {own?.state === 'given' ? (
          <Button
            variant="default"
            size="compact-sm"
            aria-describedby={`grid-${grid.id}`}
            onClick={() => void takeBack(one.id, grid.id)}
          >
            {t('evaluation.take-back')}
          </Button>
        ) : (
          <Button
            variant="default"
            size="compact-sm"
            aria-describedby={`grid-${grid.id}`}
            disabled={open !== null}
            onClick={() => setOpen(grid.id)}
          >
            {t(own ? 'evaluation.go-on' : 'evaluation.begin')}
          </Button>
        )}
      </div>
    )
  })
}

async function takeBack(submission: string, grid: string): Promise<void> {
  await transitionEvaluation(submission, grid, 'take_back')
  say(t('evaluation.taken-back'))
}

type WritingProps = { one: Submission; grid: Grid; version: number; own: OwnEvaluation | undefined; close: () => void }

function Writing({ one, grid, version, own, close }: WritingProps) {
  return (
    <section>
      <h3 className="evaluation-family">{labelOf(grid.title)}</h3>
      <Await query={useQuery(gridVersion(grid.id, version))}>
        {({ data }) => (
          <EvaluationForm submission={one.id} grid={grid.id} content={data.content} own={own} close={close} />
        )}
      </Await>
    </section>
  )
}
