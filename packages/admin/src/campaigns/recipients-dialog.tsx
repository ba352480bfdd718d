import type { Campaign, RecipientListResult, Recipients } from '@essaim/shared/campaigns.ts'
import { MultiSelect, Radio } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { vocabularyTerms } from '../answers/terms.ts'
import { useForm } from '../lib/form.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { delegations } from '../regional-delegations/queries.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Await } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { changeCampaign, reach } from './queries.ts'
import { ReachSentence, ReachTable } from './reach-table.tsx'
import { RecipientList } from './recipient-list.tsx'

const WAYS = ['all', 'criteria', 'listed'] as const
type Way = (typeof WAYS)[number]
type Values = {
  way: Way
  regional_delegations: string[]
  departments: string[]
  fields: string[]
  categories: string[]
}
const CRITERIA = ['regional_delegations', 'departments', 'fields', 'categories'] as const

/** What is sent; null while no criterion is chosen. */
function recipientsFrom(values: Values): Recipients | null {
  if (values.way === 'all') return { all: true }
  if (values.way === 'listed') return { listed: true }
  const chosen = CRITERIA.filter((name) => values[name].length > 0)
  return chosen.length > 0 ? Object.fromEntries(chosen.map((name) => [name, values[name]])) : null
}

/** Whom a draft asks: all, by criteria, or by a list; with whom its letters would reach, for each choice. */
export function RecipientsDialog({ one, etag, close }: { one: Campaign; etag: string | null; close: () => void }) {
  const { recipients } = one
  const form = useForm<Values>(
    {
      way: recipients.all ? 'all' : recipients.listed ? 'listed' : 'criteria',
      regional_delegations: recipients.regional_delegations ?? [],
      departments: recipients.departments ?? [],
      fields: recipients.fields ?? [],
      categories: recipients.categories ?? [],
    },
    async (values) => {
      const chosen = recipientsFrom(values)
      if (chosen) await changeCampaign(one.id, { recipients: chosen }, version)
      say(t('recipients.saved'))
    },
    (values) => (recipientsFrom(values) ? {} : { way: t('recipients.missing') }),
  )
  // a list that is sent makes another version of the campaign
  const [version, setVersion] = useState(etag)
  const [listed, setListed] = useState<RecipientListResult | null>(null)
  const [chosen] = useDebouncedValue(recipientsFrom(form.values), 300)
  const reached = useQuery({
    ...reach(one.id, chosen ?? {}),
    enabled: chosen !== null,
    placeholderData: keepPreviousData,
  })
  return (
    <FormDialog title={t('recipients.choose')} close={close} form={form} action={t('action.save')} size="xl">
      <Radio.Group
        label={t('recipients.way')}
        value={form.values.way}
        onChange={(way) => form.set('way', WAYS.find((known) => known === way) ?? 'all')}
        error={form.errors.way}
      >
        <div className="radios">
          {WAYS.map((way) => (
            <Radio
              key={way}
              value={way}
              label={t(`recipients.way.${way}`)}
              description={t(`recipients.way.${way}.hint`)}
            />
          ))}
        </div>
      </Radio.Group>
      {form.values.way === 'criteria' && <Criteria values={form.values} set={form.set} />}
      {form.values.way === 'listed' && (
        <RecipientList
          campaign={one}
          result={listed}
          taken={(result, next) => {
            setListed(result)
            setVersion(next)
          }}
        />
      )}
      {chosen && (
        <section className="panel flush" aria-label={t('recipients.reach')} aria-busy={reached.isFetching}>
          <Await query={reached} lines={3}>
            {(data) => (
              <>
                <ReachSentence reach={data} />
                <ReachTable reach={data} />
              </>
            )}
          </Await>
        </section>
      )}
    </FormDialog>
  )
}

function Criteria({
  values,
  set,
}: {
  values: Values
  set: (name: (typeof CRITERIA)[number], value: string[]) => void
}) {
  const places = useQuery(delegations()).data ?? []
  const departments = useQuery(vocabularyTerms('departements')).data?.terms ?? []
  const fields = useQuery(vocabularyTerms('fields')).data?.terms ?? []
  const categories = useQuery(vocabularyTerms('essms-categories')).data?.terms ?? []
  const data = {
    regional_delegations: places.map(({ id, name }) => ({ value: id, label: name })),
    departments: departments.map(({ code, label }) => ({ value: code, label: `${code} – ${labelOf(label)}` })),
    fields: fields.map(({ code, label }) => ({ value: code, label: labelOf(label) })),
    categories: categories.map(({ code, label }) => ({ value: code, label: `${code} – ${labelOf(label)}` })),
  }
  const labels = {
    regional_delegations: t('recipients.delegations'),
    departments: t('recipients.departments'),
    fields: t('recipients.fields'),
    categories: t('recipients.categories'),
  }
  return (
    <>
      {CRITERIA.map((name) => (
        <MultiSelect
          key={name}
          label={labels[name]}
          data={data[name]}
          value={values[name]}
          onChange={(chosen) => set(name, chosen)}
          limit={100}
          searchable
          hidePickedOptions
          nothingFoundMessage={t('filter.nothing')}
        />
      ))}
    </>
  )
}
