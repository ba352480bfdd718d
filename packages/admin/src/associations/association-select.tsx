import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { t } from '../lib/i18n.ts'
import { FoundSelect } from '../ui/found-select.tsx'
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
    <FoundSelect
      label={label}
      description={description}
      error={error}
      required={required}
      placeholder={placeholder ?? t('association.select')}
      items={items.map(({ id, name, commune, department, siren }) => ({
        id,
        name,
        hint: [commune?.name, department && `(${department.code})`, siren].filter(Boolean).join(' '),
      }))}
      loading={found.isFetching}
      words={typed}
      search={setTyped}
      value={value}
      change={change}
    />
  )
}
