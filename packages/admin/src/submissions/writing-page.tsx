import type { Answer, Submission } from '@essaim/shared/submissions.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { Writing } from '../answers/writing.tsx'
import { call, get, identified, Refusal } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import type { SaveAnswer, StoredAnswer } from '../questionnaires/draft.ts'
import { openFileDesk } from '../questionnaires/file-desk.ts'
import { Page } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { titleOf } from './labels.tsx'
import { OutdatedAnswers } from './outdated-answers.tsx'
import { questionnaireVersion, submission } from './queries.ts'

const route = getRouteApi('/reponses/$id/saisie')

/** Writing an association's answers on its behalf; each has its own version, so that two people never overwrite each other. */
export function WritingPage() {
  const { id } = route.useParams()
  const navigate = useNavigate()
  const query = useQuery(submission(id))
  const one = query.data?.data
  // What is written shows on every page that this one leads to.
  useEffect(() => () => void queryClient.invalidateQueries({ queryKey: ['submissions'], refetchType: 'all' }), [])
  return (
    <Page
      title={one ? t('writing.title', { title: titleOf(one) }) : t('submission.write')}
      lead={one && <p>{t('writing.lead', { association: one.association.name })}</p>}
      crumbs={[
        { to: '/reponses', label: t('submissions.title') },
        { to: `/reponses/${id}`, label: one ? titleOf(one) : t('submission.one') },
      ]}
    >
      <Await query={query} lines={12}>
        {({ data }) => <Form one={data} done={() => void navigate({ to: '/reponses/$id', params: { id } })} />}
      </Await>
    </Page>
  )
}

function Form({ one, done }: { one: Submission; done: () => void }) {
  const { id } = one
  const path = `/v1/moderation/submissions/${id}/answers`
  const version = useQuery(questionnaireVersion(one.questionnaire.id, one.questionnaire.version))
  const stored = useQuery({
    queryKey: ['answers', id],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }) => (await get<{ items: StoredAnswer[] }>(path, {}, signal)).data.items,
  })
  const upload = useMemo(() => openFileDesk(`/v1/moderation/submissions/${id}/files`, identified), [id])
  const save: SaveAnswer = async (question, value, etag) => {
    const at = `${path}/${question}`
    try {
      const answer = await call<Answer>('PUT', at, { body: { value }, etag })
      return { outcome: 'saved', value: answer.data.value, etag: answer.etag ?? '"0"' }
    } catch (cause) {
      if (!(cause instanceof Refusal) || cause.status === 0 || cause.status >= 500 || cause.status === 429)
        return { outcome: 'failed' }
      if (cause.status !== 412) return { outcome: 'refused', message: cause.faults[0]?.detail ?? cause.message }
      const theirs = await get<Answer>(at)
      return { outcome: 'conflict', theirs: theirs.data.value, etag: theirs.etag ?? '"0"' }
    }
  }
  if (!one.writable) return <p className="notice warn">{t('writing.closed')}</p>
  return (
    <>
      <OutdatedAnswers one={one} />
      <Await query={version}>
        {({ content }) => (
          <Await query={stored}>
            {(items) => <Writing content={content} stored={items} save={save} done={done} upload={upload} />}
          </Await>
        )}
      </Await>
    </>
  )
}
