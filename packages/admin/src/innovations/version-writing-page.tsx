import type { InnovationVersion } from '@essaim/shared/innovations.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { Writing } from '../answers/writing.tsx'
import { type Answer, get, Refusal } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import type { SaveAnswer } from '../questionnaires/draft.ts'
import { questionnaireVersion } from '../submissions/queries.ts'
import { Page } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { innovationTitle } from './labels.tsx'
import { innovationVersion, moderatedInnovation, writeVersion } from './queries.ts'

const route = getRouteApi('/fiches/$id/versions/$number/saisie')

/** Editing a draft version before it is published. */
export function VersionWritingPage() {
  const { id, number: text } = route.useParams()
  const number = Number(text)
  const navigate = useNavigate()
  const innovation = useQuery(moderatedInnovation(id)).data?.data
  // Read anew, and kept apart: what is written must not change the form under the hands of who writes.
  const query = useQuery({
    ...innovationVersion(id, number),
    queryKey: ['innovations-writing', id, number],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  useEffect(() => () => void queryClient.invalidateQueries({ queryKey: ['innovations'], refetchType: 'all' }), [])
  return (
    <Page
      title={t('writing.title', { title: innovation ? innovationTitle(innovation) : t('version.number', { number }) })}
      lead={<p>{t('writing.version.lead', { number })}</p>}
      crumbs={[
        { to: '/fiches', label: t('innovations.title') },
        { to: `/fiches/${id}`, label: innovation ? innovationTitle(innovation) : t('innovation.one') },
      ]}
    >
      <Await query={query} lines={12}>
        {(read) => (
          <Form id={id} number={number} read={read} done={() => void navigate({ to: '/fiches/$id', params: { id } })} />
        )}
      </Await>
    </Page>
  )
}

function Form({
  id,
  number,
  read,
  done,
}: {
  id: string
  number: number
  read: Answer<InnovationVersion>
  done: () => void
}) {
  const version = useQuery(questionnaireVersion(read.data.questionnaire.id, read.data.questionnaire.version))
  const save = useMemo(() => saver(id, number, read), [id, number, read])
  if (read.data.state !== 'draft') return <p className="notice warn">{t('writing.closed')}</p>
  const stored = Object.entries(read.data.answers).map(([question, value]) => ({ question, value, etag: '"1"' }))
  return (
    <Await query={version}>
      {({ content }) => <Writing content={content} stored={stored} save={save} done={done} />}
    </Await>
  )
}

/** A version has one ETag for all its answers: they are written one after the other, and a change of another answer by someone else is no conflict. */
function saver(id: string, number: number, read: Answer<InnovationVersion>): SaveAnswer {
  let known = read
  let last: Promise<unknown> = Promise.resolve()
  const write = async (question: string, value: unknown): Promise<Awaited<ReturnType<SaveAnswer>>> => {
    try {
      known = await writeVersion(id, number, { [question]: value }, known.etag)
      return { outcome: 'saved', value: known.data.answers[question] ?? null, etag: '"1"' }
    } catch (cause) {
      if (!(cause instanceof Refusal) || cause.status === 0 || cause.status >= 500 || cause.status === 429)
        return { outcome: 'failed' }
      if (cause.status !== 412) return { outcome: 'refused', message: cause.faults[0]?.detail ?? cause.message }
      const before = known.data.answers[question] ?? null
      known = await get<InnovationVersion>(`/v1/moderation/innovations/${id}/versions/${number}`)
      const theirs = known.data.answers[question] ?? null
      return JSON.stringify(theirs) === JSON.stringify(before)
        ? write(question, value)
        : { outcome: 'conflict', theirs, etag: '"1"' }
    }
  }
  return (question, value) => {
    const turn = last.then(() => write(question, value))
    last = turn.catch(() => undefined)
    return turn
  }
}
