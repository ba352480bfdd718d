import type { ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'
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
    <Select
      label={label}
      error={error}
      required
      placeholder={t('records.search.hint')}
      data={items.map((item) => ({ value: item.id, label: innovationTitle(item) }))}
      renderOption={({ option }) => {
        const item = items.find(({ id }) => id === option.value)
        return (
          <span className="option">
            <span>{option.label}</span>
            <span className="option-hint">
              {item && [item.association?.name, innovationStateName(item.state)].filter(Boolean).join(' – ')}
            </span>
          </span>
        )
      }}
      value={value ?? null}
      onChange={(next) => change(next ?? undefined)}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? t('state.loading') : t('filter.nothing')}
      searchable
      clearable
      clearButtonProps={clearButton()}
    />
  )
}
