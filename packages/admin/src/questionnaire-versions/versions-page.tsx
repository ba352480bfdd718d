import type { QuestionnaireVersionCard } from '@essaim/shared/questionnaires/drafts.ts'
import type { Questionnaire } from '@essaim/shared/questionnaires/resources.ts'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { shortDay } from '../lib/format.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { StateBadge } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await, Empty, Failure } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { DraftPanel } from './draft-panel.tsx'
import { questionnaires, retireVersion, versions } from './queries.ts'

const route = getRouteApi('/questionnaires/$id')

/** A questionnaire: its versions, what changed between them, and the draft of the next one. */
export function VersionsPage() {
  const { id } = route.useParams()
  const query = useQuery(questionnaires)
  const one = query.data?.find((questionnaire) => questionnaire.id === id)
  return (
    <Page
      title={one ? labelOf(one.title) : t('questionnaire.one')}
      crumbs={[{ to: '/questionnaires', label: t('questionnaires.title') }]}
      lead={<p>{t('versions.lead')}</p>}
    >
      <Await query={query}>
        {() => (one ? <Versions one={one} /> : <Failure error={new Error(t('error.not-found'))} />)}
      </Await>
    </Page>
  )
}

function Versions({ one }: { one: Questionnaire }) {
  const { user } = useSession()
  const moderates = hasRole(user, 'moderator')
  const query = useQuery(versions(one.id))
  const [retiring, setRetiring] = useState<QuestionnaireVersionCard | null>(null)
  return (
    <>
      {moderates && <DraftPanel one={one} />}
      <Panel title={t('versions.title')} flush>
        <Await query={query}>
          {(cards) =>
            cards.length === 0 ? (
              <Empty title={t('questionnaire.none')} />
            ) : (
              <DataTable
                caption={t('versions.title')}
                items={cards}
                keyOf={(card) => card.id}
                columns={[
                  {
                    key: 'number',
                    title: t('versions.one'),
                    wide: true,
                    cell: ({ number }) => (
                      <TextLink
                        to="/questionnaires/$id/versions/$number"
                        params={{ id: one.id, number: String(number) }}
                        className="row-link"
                      >
                        {t('questionnaire.version', { number })}
                      </TextLink>
                    ),
                  },
                  {
                    key: 'state',
                    title: t('versions.state'),
                    cell: ({ state, current }) => (
                      <StateBadge tone={current ? 'good' : 'neutral'}>
                        {current ? t('versions.current') : t(`versions.state.${state}`)}
                      </StateBadge>
                    ),
                  },
                  {
                    key: 'published',
                    title: t('versions.published'),
                    cell: ({ published_at }) => shortDay(published_at),
                  },
                  {
                    key: 'difference',
                    title: t('versions.difference'),
                    cell: ({ number }) => <Difference id={one.id} cards={cards} number={number} />,
                  },
                  ...(moderates
                    ? [
                        {
                          key: 'actions',
                          title: t('versions.actions'),
                          hideTitle: true,
                          cell: (card: QuestionnaireVersionCard) =>
                            card.state === 'published' &&
                            !card.current && (
                              <Button size="compact-sm" variant="default" onClick={() => setRetiring(card)}>
                                {t('versions.retire', { number: card.number })}
                              </Button>
                            ),
                        },
                      ]
                    : []),
                ]}
              />
            )
          }
        </Await>
      </Panel>
      {retiring && <Retiring id={one.id} number={retiring.number} close={() => setRetiring(null)} />}
    </>
  )
}

function Difference({ id, cards, number }: { id: string; cards: QuestionnaireVersionCard[]; number: number }) {
  const before = cards.find((card) => card.number < number)
  if (!before) return null
  return (
    <TextLink
      to="/questionnaires/$id/versions/$number/differences/$other"
      params={{ id, number: String(before.number), other: String(number) }}
    >
      {t('versions.since', { number: before.number })}
    </TextLink>
  )
}

function Retiring({ id, number, close }: { id: string; number: number; close: () => void }) {
  const form = useForm({}, async () => {
    await retireVersion(id, number)
    say(t('versions.retired', { number }))
  })
  return (
    <FormDialog
      title={t('versions.retire', { number })}
      close={close}
      form={form}
      action={t('versions.retire', { number })}
    >
      <p>{t('versions.retire.explained')}</p>
    </FormDialog>
  )
}
