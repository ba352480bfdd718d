import type { FieldInDelegation, Participation } from '@essaim/shared/participation.ts'
import type { Coded, Named } from '@essaim/shared/schema.ts'
import { useState } from 'react'
import { ReminderDialog } from '../invitations/reminder-dialog.tsx'
import { number } from '../lib/format.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { shadeOf } from './shares.ts'

const key = (field: string | undefined, delegation: string | undefined) => `${field ?? ''}|${delegation ?? ''}`

type Empty = { field: Coded; place: Named; invited: number }

/** Fields against delegations: hand-ins of those invited. Where nothing came in, the cell opens the reminder to just those. */
export function FieldTable({ campaign, figures, asks }: { campaign: string; figures: Participation; asks: boolean }) {
  const [asked, setAsked] = useState<Empty | null>(null)
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
                      asks ? (
                        <button
                          type="button"
                          className="filter-by"
                          onClick={() => setAsked({ field, place, invited: cell.invited })}
                        >
                          0 / {number(cell.invited)}
                          <span className="sr-only">
                            {' '}
                            – {t('participation.remind', { field: labelOf(field.label), delegation: place.name })}
                          </span>
                        </button>
                      ) : (
                        <TextLink
                          to="/campagnes/$id/invitations"
                          params={{ id: campaign }}
                          search={{ field: field.code, regional_delegation: place.id }}
                        >
                          0 / {number(cell.invited)}
                        </TextLink>
                      )
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
      {asked && (
        <ReminderDialog
          campaign={campaign}
          title={t('participation.remind', { field: labelOf(asked.field.label), delegation: asked.place.name })}
          selection={{ fields: [asked.field.code], regional_delegations: [asked.place.id] }}
          close={() => setAsked(null)}
        >
          <TextLink
            to="/campagnes/$id/invitations"
            params={{ id: campaign }}
            search={{ field: asked.field.code, regional_delegation: asked.place.id }}
          >
            {t('participation.list', { count: asked.invited })}
          </TextLink>
        </ReminderDialog>
      )}
    </WideTable>
  )
}
