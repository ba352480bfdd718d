import type { Term } from '@essaim/shared/vocabularies.ts'
import { Select } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { get } from '../lib/http.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'

/** The fields of action. */
export const fields = () =>
  queryOptions({
    queryKey: ['vocabularies', 'fields'],
    staleTime: 300_000,
    queryFn: async ({ signal }) => (await get<{ terms: Term[] }>('/v1/vocabularies/fields', {}, signal)).data.terms,
  })

/** One field among all, as a filter. */
export function FieldSelect({
  value,
  change,
}: {
  value: string | undefined
  change: (value: string | undefined) => void
}) {
  const { data = [] } = useQuery(fields())
  return (
    <Select
      label={t('field.one')}
      placeholder={t('filter.all')}
      data={data.map(({ code, label }) => ({ value: code, label: labelOf(label) }))}
      value={value ?? null}
      onChange={(chosen) => change(chosen ?? undefined)}
      clearable
      clearButtonProps={clearButton()}
    />
  )
}
