import { MEDIA_TYPES } from '@essaim/shared/file-types.ts'
import { MultiSelect, NumberInput, Select } from '@mantine/core'
import { t } from '../../lib/i18n.ts'
import { type AskedProps, choicesOf, put, useBench } from './bench.ts'
import { clearable } from './clearable.ts'
import { limits } from './kind-rules.ts'

const NUMBERS = ['min_length', 'max_length', 'min', 'max', 'step', 'max_items'] as const
const MEGABYTE = 1024 * 1024

/** The limits that suit the kind, and what is proposed beforehand. */
export function LimitFields({ asked, change }: AskedProps) {
  const { terms } = useBench()
  const { kind } = asked
  const proposes = kind === 'choice' || kind === 'boolean'
  const choices =
    kind === 'boolean'
      ? [
          { value: 'true', label: t('value.yes') },
          { value: 'false', label: t('value.no') },
        ]
      : choicesOf(asked, terms)
  return (
    <>
      <div className="form-grid">
        {NUMBERS.filter((limit) => limits(limit, kind)).map((limit) => (
          <NumberInput
            key={limit}
            label={t(`edit.limit.${limit}`)}
            value={asked[limit] ?? ''}
            onChange={(value) => change(put(asked, limit, typeof value === 'number' ? value : null))}
            {...(limit === 'min' || limit === 'max' ? {} : { min: limit === 'step' ? 0 : 1 })}
            allowDecimal={limit === 'min' || limit === 'max' || limit === 'step'}
            hideControls
          />
        ))}
        {limits('max_bytes', kind) && (
          <NumberInput
            label={t('edit.limit.max_bytes')}
            value={asked.max_bytes === undefined ? '' : Math.round((asked.max_bytes / MEGABYTE) * 100) / 100}
            onChange={(value) =>
              change(
                put(asked, 'max_bytes', typeof value === 'number' && value > 0 ? Math.round(value * MEGABYTE) : null),
              )
            }
            min={0}
            max={10}
            hideControls
          />
        )}
      </div>
      {limits('accept', kind) && (
        <MultiSelect
          label={t('edit.limit.accept')}
          description={t('edit.limit.accept.hint')}
          data={[...new Set([...MEDIA_TYPES, ...(asked.accept ?? [])])]}
          value={asked.accept ?? []}
          onChange={(accept) => change(put(asked, 'accept', accept.length > 0 ? accept : null))}
        />
      )}
      {proposes && (choices.length > 0 || asked.default !== undefined) && (
        <Select
          label={t('edit.default')}
          data={choices}
          value={asked.default === undefined || asked.default === null ? null : String(asked.default)}
          onChange={(value) =>
            change(kind === 'boolean' && value ? { ...asked, default: value === 'true' } : put(asked, 'default', value))
          }
          placeholder={t('edit.default.none')}
          {...clearable()}
          limit={60}
          searchable
          nothingFoundMessage={t('filter.nothing')}
        />
      )}
    </>
  )
}
