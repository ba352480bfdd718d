import { Select } from '@mantine/core'
import { labelOf, t } from '../../lib/i18n.ts'
import { useBench } from './bench.ts'
import { clearable } from './clearable.ts'
import { type GoneOption, goneOptions } from './findings.ts'
import { declare } from './renaming.ts'

/** For each option that is gone (at one place, or anywhere): which of those that stay takes its answers. */
export function GoneOptions({ place }: { place?: string }) {
  const { base, written } = useBench()
  const gone = base ? goneOptions(base, written.content).filter((one) => !place || one.place === place) : []
  if (gone.length === 0) return null
  return (
    <>
      {place ? <p className="edit-options-title">{t('check.gone')}</p> : <h3>{t('check.gone')}</h3>}
      <p className="hint">{t('check.gone.hint')}</p>
      <ul className="edit-findings">
        {gone.map((one) => (
          <li key={`${one.place} ${one.option.code}`}>
            <MappingSelect gone={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

function MappingSelect({ gone: { place, option, asked } }: { gone: GoneOption }) {
  const { written, edit } = useBench()
  const mapped = written.mappings.find((one) => one.question === place && one.from === option.code)
  return (
    <Select
      className="edit-mapping"
      label={t('check.map', { option: labelOf(option.label), question: labelOf(asked.label) })}
      data={(asked.options ?? []).map(({ code, label }) => ({ value: code, label: labelOf(label) }))}
      value={mapped?.to ?? null}
      onChange={(to) =>
        edit((now) => ({ ...now, mappings: declare(now.mappings, place, option.code, to ?? option.code) }))
      }
      placeholder={t('check.map.none')}
      {...clearable()}
    />
  )
}
