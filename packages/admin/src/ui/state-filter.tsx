import { t } from '../lib/i18n.ts'

/** States as buttons that stay pressed; none pressed means all. */
export function StateFilter<T extends string>({
  states,
  name,
  value,
  change,
  label,
}: {
  states: readonly T[]
  name: (state: T) => string
  value: T[] | undefined
  change: (value: T[] | undefined) => void
  label?: string
}) {
  const chosen = value ?? []
  const toggle = (state: T) => {
    const next = chosen.includes(state) ? chosen.filter((one) => one !== state) : [...chosen, state]
    change(next.length > 0 ? next : undefined)
  }
  return (
    <fieldset className="chips" aria-label={label ?? t('filter.state')}>
      <button type="button" className="chip" aria-pressed={chosen.length === 0} onClick={() => change(undefined)}>
        {t('filter.all.f')}
      </button>
      {states.map((state) => (
        <button
          type="button"
          key={state}
          className="chip"
          aria-pressed={chosen.includes(state)}
          onClick={() => toggle(state)}
        >
          {name(state)}
        </button>
      ))}
    </fieldset>
  )
}
