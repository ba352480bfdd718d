import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'
import { association, associations } from './queries.ts'

type Props = {
  value: string | undefined
  change: (value: string | undefined) => void
  label: string
  error?: ReactNode
  required?: boolean
  placeholder?: string
  description?: string
}

/** One association, found by the words of its name as one types. */
export function AssociationSelect({ value, change, label, error, required = false, placeholder, description }: Props) {
  const [typed, setTyped] = useState('')
  const [words] = useDebouncedValue(typed.trim(), 200)
  const chosen = useQuery({ ...association(value ?? ''), enabled: Boolean(value) }).data?.data
  const found = useQuery({
    ...associations({ q: words === chosen?.name ? undefined : words, limit: 12 }),
    placeholderData: keepPreviousData,
  })
  const items = [...(chosen ? [chosen] : []), ...(found.data?.items ?? []).filter(({ id }) => id !== chosen?.id)]
  return (
    <Select
      label={label}
      description={description}
      error={error}
      required={required}
      placeholder={placeholder ?? t('association.select')}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      renderOption={({ option }) => {
        const item = items.find(({ id }) => id === option.value)
        return (
          <span className="option">
            <span>{option.label}</span>
            <span className="option-hint">
              {[item?.commune?.name, item?.department && `(${item.department.code})`, item?.siren]
                .filter(Boolean)
                .join(' ')}
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
