import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'
import { delegations } from './queries.ts'

/** One delegation among all, as a filter. */
export function DelegationSelect({
  value,
  change,
}: {
  value: string | undefined
  change: (value: string | undefined) => void
}) {
  const { data = [] } = useQuery(delegations())
  return (
    <Select
      label={t('delegation.one')}
      placeholder={t('filter.all.f')}
      data={data.map(({ id, name }) => ({ value: id, label: name }))}
      value={value ?? null}
      onChange={(chosen) => change(chosen ?? undefined)}
      searchable
      clearable
      clearButtonProps={clearButton()}
      nothingFoundMessage={t('filter.nothing')}
    />
  )
}
