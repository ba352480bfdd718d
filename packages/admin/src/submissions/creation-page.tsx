import { startAnswers } from '@essaim/shared/questionnaires/prefill.ts'
import type { SubmissionCreation } from '@essaim/shared/submissions.ts'
import { Button, Radio } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { AssociationSelect } from '../associations/association-select.tsx'
import { association } from '../associations/queries.ts'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { Page } from '../ui/page.tsx'
import { Refused } from '../ui/states.tsx'
import { channelName } from './labels.tsx'
import { createSubmission, currentVersion } from './queries.ts'

const route = getRouteApi('/reponses/nouvelle')
const CHANNELS = ['telephone', 'paper', 'staff'] as const
type Values = { association_id: string; channel: (typeof CHANNELS)[number]; innovation_id: string | null }

/** A new submission on an association's behalf: an answer given on the telephone, or on paper. */
export function CreationPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const start: Values = {
    association_id: search.association ?? '',
    channel: 'telephone',
    innovation_id: search.innovation ?? null,
  }
  const form = useForm(
    start,
    async ({ association_id, channel, innovation_id }) => {
      // A record's next answers begin with those that it has.
      const beginning = innovation_id ? { innovation_id } : await startingAnswers(association_id)
      const made = await createSubmission({ association_id, channel, ...beginning })
      await navigate({ to: '/reponses/$id/saisie', params: { id: made.id } })
    },
    ({ association_id }) => (association_id ? {} : { association_id: t('submission.association.missing') }),
  )
  const send = (event: FormEvent) => {
    event.preventDefault()
    void form.submit()
  }
  return (
    <Page
      title={t('submission.create')}
      lead={<p>{t(form.values.innovation_id ? 'submission.create.again' : 'submission.create.lead')}</p>}
      crumbs={[{ to: '/reponses', label: t('submissions.title') }]}
    >
      <form className="panel form narrow" noValidate onSubmit={send}>
        <Refused error={form.failure} />
        <AssociationSelect
          label={t('association.one')}
          required
          value={form.values.association_id || undefined}
          change={(id) => form.set('association_id', id ?? '')}
          error={form.errors.association_id}
          description={t('association.select.hint')}
        />
        <Radio.Group
          label={t('submission.channel')}
          value={form.values.channel}
          onChange={(channel) => form.set('channel', channel as Values['channel'])}
        >
          <div className="radios">
            {CHANNELS.map((channel) => (
              <Radio key={channel} value={channel} label={channelName(channel)} />
            ))}
          </div>
        </Radio.Group>
        <div className="form-actions">
          <Button type="submit" loading={form.busy}>
            {t('submission.create.do')}
          </Button>
        </div>
      </form>
    </Page>
  )
}

/** What the directory knows of an association, so that nobody types it again; written on the version that it was read from. */
async function startingAnswers(id: string): Promise<Pick<SubmissionCreation, 'answers' | 'questionnaire_version_id'>> {
  const [version, { data: known }] = await Promise.all([currentVersion(), queryClient.fetchQuery(association(id))])
  if (!version) return {}
  const { commune, department } = known
  const answers = startAnswers(version.content, {
    ...known,
    commune: commune?.code ?? null,
    department: department?.code ?? null,
  })
  return { answers, questionnaire_version_id: version.id }
}
