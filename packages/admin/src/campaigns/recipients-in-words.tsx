import type { Recipients } from '@essaim/shared/campaigns.ts'
import { useQuery } from '@tanstack/react-query'
import { vocabularyTerms } from '../answers/terms.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { delegations } from '../regional-delegations/queries.ts'

/** Whom a campaign asks, in words. */
export function RecipientsInWords({ recipients, listed }: { recipients: Recipients; listed: number }) {
  const terms = (code: string) => vocabularyTerms(code)
  const places = useQuery({ ...delegations(), enabled: Boolean(recipients.regional_delegations) }).data ?? []
  const departments = useQuery({ ...terms('departements'), enabled: Boolean(recipients.departments) }).data?.terms ?? []
  const fields = useQuery({ ...terms('fields'), enabled: Boolean(recipients.fields) }).data?.terms ?? []
  const categories =
    useQuery({ ...terms('essms-categories'), enabled: Boolean(recipients.categories) }).data?.terms ?? []
  if (recipients.all) return <>{t('recipients.all')}</>
  const named = (codes: readonly string[] | undefined, among: typeof fields) =>
    codes?.map((code) => labelOf(among.find((term) => term.code === code)?.label) || code).join(', ')
  const criteria: [string, string | undefined][] = [
    [
      t('delegation.one'),
      recipients.regional_delegations?.map((id) => places.find((place) => place.id === id)?.name ?? '…').join(', '),
    ],
    [t('recipients.departments'), named(recipients.departments, departments)],
    [t('field.one'), named(recipients.fields, fields)],
    [t('participation.category'), named(recipients.categories, categories)],
    [t('recipients.list'), recipients.listed && t('recipients.listed', { count: listed })],
  ]
  return (
    <span className="stacked">
      {criteria
        .filter(([, words]) => words)
        .map(([name, words]) => (
          <span key={name}>
            <span className="hint">{name} –</span> {words}
          </span>
        ))}
    </span>
  )
}
