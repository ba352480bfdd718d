import type { Commune } from '@essaim/shared/vocabularies.ts'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../lib/http.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'

/** A commune of the official list, found by the beginning of its name or by its postal code, always with its département. */
export function CommuneSelect({
  label,
  value,
  known,
  change,
  error,
}: {
  label: string
  value: string
  known: { code: string; name: string } | null
  change: (code: string) => void
  error?: string | undefined
}) {
  const [typed, setTyped] = useState('')
  const [words] = useDebouncedValue(typed.trim(), 200)
  const found = useQuery({
    queryKey: ['communes', 'search', words],
    enabled: words.length > 1,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await get<{ items: Commune[] }>('/v1/communes', { q: words }, signal)).data.items,
  })
  const data = (found.data ?? []).map(({ code, name, department }) => ({
    value: code,
    label: `${name} (${department ? `${department.code} ${labelOf(department.label)}` : code})`,
  }))
  if (known && !data.some((one) => one.value === known.code)) data.unshift({ value: known.code, label: known.name })
  return (
    <Select
      label={label}
      description={t('association.commune.hint')}
      data={data}
      value={value || null}
      onChange={(code) => change(code ?? '')}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={words.length > 1 && !found.isFetching ? t('filter.nothing') : null}
      searchable
      clearable
      clearButtonProps={clearButton()}
      error={error}
    />
  )
}
