import type { ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { t } from '../lib/i18n.ts'
import { FoundSelect } from '../ui/found-select.tsx'
import { innovationStateName, innovationTitle } from './labels.tsx'
import { moderatedInnovation, moderatedInnovations } from './queries.ts'

type Props = {
  /** The record that is not to be chosen; its association’s others come first. */
  besides: ModeratedInnovation
  value: string | undefined
  change: (value: string | undefined) => void
  label: string
  error?: ReactNode
}

/** Another record that stands: the association’s own until one types. */
export function RecordSelect({ besides, value, change, label, error }: Props) {
  const [typed, setTyped] = useState('')
  const [words] = useDebouncedValue(typed.trim(), 200)
  const chosen = useQuery({ ...moderatedInnovation(value ?? ''), enabled: Boolean(value) }).data?.data
  const asked = words !== '' && words !== (chosen && innovationTitle(chosen))
  const found = useQuery({
    ...moderatedInnovations({
      state: besides.first_published_at ? ['published'] : ['published', 'draft'],
      ...(asked ? { q: words } : { association: besides.association?.id }),
      limit: 12,
    }),
    placeholderData: keepPreviousData,
  })
  const items = [
    ...(chosen ? [chosen] : []),
    ...(found.data?.items ?? []).filter(({ id }) => id !== chosen?.id && id !== besides.id),
  ]
  return (
    <FoundSelect
      label={label}
      error={error}
      required
      placeholder={t('records.search.hint')}
      items={items.map((item) => ({
        id: item.id,
        name: innovationTitle(item),
        hint: [item.association?.name, innovationStateName(item.state)].filter(Boolean).join(' – '),
      }))}
      loading={found.isFetching}
      words={typed}
      search={setTyped}
      value={value}
      change={change}
    />
  )
}
