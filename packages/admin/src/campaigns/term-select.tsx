import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { vocabularyTerms } from '../answers/terms.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'

/** One term among all of a vocabulary, as a filter. */
export function TermSelect({
  vocabulary,
  label,
  value,
  change,
}: {
  vocabulary: 'fields' | 'regions' | 'essms-categories' | 'themes' | 'publics'
  label: string
  value: string | undefined
  change: (value: string | undefined) => void
}) {
  const terms = useQuery(vocabularyTerms(vocabulary)).data?.terms ?? []
  return (
    <Select
      label={label}
      placeholder={t('filter.all.any')}
      data={terms.map((term) => ({ value: term.code, label: labelOf(term.label) }))}
      value={value ?? null}
      onChange={(chosen) => change(chosen ?? undefined)}
      limit={80}
      searchable
      clearable
      clearButtonProps={clearButton()}
      nothingFoundMessage={t('filter.nothing')}
    />
  )
}
