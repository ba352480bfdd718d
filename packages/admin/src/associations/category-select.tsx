import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { vocabularyTerms } from '../answers/terms.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'

/** A category of establishments, found by its words or by its code of three digits. */
export function CategorySelect({
  value,
  change,
  error,
}: {
  value: string
  change: (code: string) => void
  error?: string | undefined
}) {
  const { data } = useQuery(vocabularyTerms('essms-categories'))
  const today = new Date().toISOString().slice(0, 10)
  const terms = (data?.terms ?? []).filter(
    ({ code, valid_until }) => code === value || !valid_until || valid_until > today,
  )
  return (
    <Select
      label={t('establishment.category')}
      description={t('establishment.category.hint')}
      data={terms.map(({ code, label }) => ({ value: code, label: `${code} – ${labelOf(label)}` }))}
      value={value || null}
      onChange={(code) => change(code ?? '')}
      nothingFoundMessage={t('filter.nothing')}
      limit={60}
      searchable
      clearable
      clearButtonProps={clearButton()}
      error={error}
    />
  )
}
