import type { FieldInDelegation, Participation } from '@essaim/shared/participation.ts'
import { number } from '../lib/format.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { shadeOf } from './shares.ts'

const key = (field: string | undefined, delegation: string | undefined) => `${field ?? ''}|${delegation ?? ''}`

/** Fields against delegations: hand-ins of those invited. Where nothing came in, the cell leads to whom to ask. */
export function FieldTable({ campaign, figures }: { campaign: string; figures: Participation }) {
  const cells = new Map<string, FieldInDelegation>(
    figures.field_by_delegation.map((one) => [key(one.field?.code, one.regional_delegation?.id), one]),
  )
  const fields = figures.by.field.map(({ field }) => field)
  const places = figures.by.regional_delegation.map(({ regional_delegation }) => regional_delegation)
  return (
    <WideTable label={t('participation.fields')}>
      <table className="data matrix">
        <caption className="sr-only">{t('participation.fields')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('delegation.one')}</th>
            {fields.map((field) => (
              <th key={field?.code ?? ''} scope="col" className="numeric">
                {field ? labelOf(field.label) : t('participation.no-field')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place?.id ?? ''}>
              <th scope="row">{place?.name ?? t('participation.nowhere')}</th>
              {fields.map((field) => {
                const cell = cells.get(key(field?.code, place?.id))
                const shade = cell ? shadeOf(cell.handed_in, cell.invited) : null
                return (
                  <td
                    key={field?.code ?? ''}
                    className={`numeric shade-${shade ?? 'none'}`}
                    data-label={field ? labelOf(field.label) : t('participation.no-field')}
                  >
                    {!cell ? (
                      '–'
                    ) : cell.handed_in === 0 && field && place ? (
                      <TextLink
                        to="/campagnes/$id/invitations"
                        params={{ id: campaign }}
                        search={{ field: field.code, regional_delegation: place.id }}
                      >
                        0 / {number(cell.invited)}
                      </TextLink>
                    ) : (
                      `${number(cell.handed_in)} / ${number(cell.invited)}`
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  )
}
