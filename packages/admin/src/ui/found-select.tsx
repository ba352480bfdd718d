import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../lib/i18n.ts'
import { clearButton } from './clear-button.ts'

type Props = {
  /** What was found for the words typed, the chosen one first; the hint tells two of the same name apart. */
  items: { id: string; name: string; hint: string }[]
  loading: boolean
  words: string
  search: (words: string) => void
  value: string | undefined
  change: (value: string | undefined) => void
  label: string
  placeholder: string
  required?: boolean
  description?: string | undefined
  error?: ReactNode
}

/** One of many, which the server finds by the words that one types. */
export function FoundSelect({ items, loading, words, search, value, change, ...field }: Props) {
  return (
    <Select
      {...field}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      renderOption={({ option }) => (
        <span className="option">
          <span>{option.label}</span>
          <span className="option-hint">{items.find(({ id }) => id === option.value)?.hint}</span>
        </span>
      )}
      value={value ?? null}
      onChange={(next) => change(next ?? undefined)}
      searchValue={words}
      onSearchChange={search}
      filter={({ options }) => options}
      nothingFoundMessage={loading ? t('state.loading') : t('filter.nothing')}
      searchable
      clearable
      clearButtonProps={clearButton()}
    />
  )
}
