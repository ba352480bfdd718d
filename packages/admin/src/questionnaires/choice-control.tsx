import { type ControlProps, described } from './control.ts'
import { type Choice, choicesOf, useSetting } from './setting.ts'

/** Up to so many, all choices are in sight; above, they are in a list. */
export const IN_SIGHT = 9

/** One of a few, all in sight. */
export function RadioControl({ choices, ...props }: ControlProps & { choices: Choice[] }) {
  const { words } = useSetting()
  const { id, value, onChange, required } = props
  return (
    <>
      <div className="q-choices">
        {choices.map((choice, index) => (
          <label key={choice.value} className="q-choice">
            <input
              type="radio"
              id={index === 0 ? id : `${id}-${choice.value}`}
              name={id}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
              aria-describedby={index === 0 ? props.describedBy : undefined}
            />
            <span>
              {choice.label}
              {choice.help && <small className="q-choice-help">{choice.help}</small>}
            </span>
          </label>
        ))}
      </div>
      {!required && value !== null && value !== undefined && (
        <button type="button" className="q-quiet" onClick={() => onChange(null)}>
          {words.clear}
        </button>
      )}
    </>
  )
}

/** Yes or no, or not said. */
export function BooleanControl(props: ControlProps) {
  const { words } = useSetting()
  const choices = [
    { value: 'true', label: words.yes },
    { value: 'false', label: words.no },
  ]
  const value = typeof props.value === 'boolean' ? String(props.value) : null
  return (
    <RadioControl
      {...props}
      choices={choices}
      value={value}
      onChange={(chosen) => props.onChange(chosen === null ? null : chosen === 'true')}
    />
  )
}

/** One of a list too long to be laid out, short enough for the browser's own list. */
export function SelectControl({ choices, ...props }: ControlProps & { choices: Choice[] }) {
  const { words } = useSetting()
  const { id, value, onChange } = props
  return (
    <select
      {...described(props)}
      id={id}
      className="q-input q-select"
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || null)}
    >
      <option value="">{words.choose}</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  )
}

/** Several of a few, all in sight. */
export function CheckboxesControl(props: ControlProps & { choices: Choice[] }) {
  const { asked, id, value, onChange, choices } = props
  const { words } = useSetting()
  const chosen = Array.isArray(value) ? (value as string[]) : []
  const order = choicesOf(asked, useSetting()).map((choice) => choice.value)
  const toggle = (code: string, on: boolean) => {
    const next = on ? [...chosen, code] : chosen.filter((one) => one !== code)
    onChange(next.length > 0 ? next.sort((a, b) => order.indexOf(a) - order.indexOf(b)) : null)
  }
  return (
    <>
      {asked.max_items !== undefined && asked.max_items < choices.length && (
        <p className="q-left">{words.at_most(asked.max_items)}</p>
      )}
      <div className="q-choices">
        {choices.map((choice, index) => (
          <label key={choice.value} className="q-choice">
            <input
              type="checkbox"
              id={index === 0 ? id : `${id}-${choice.value}`}
              checked={chosen.includes(choice.value)}
              onChange={(event) => toggle(choice.value, event.target.checked)}
              aria-invalid={props.invalid || undefined}
              aria-describedby={index === 0 ? props.describedBy : undefined}
            />
            <span>
              {choice.label}
              {choice.help && <small className="q-choice-help">{choice.help}</small>}
            </span>
          </label>
        ))}
      </div>
    </>
  )
}

/** An engagement: one box, whose label is the question. */
export function ConsentControl({ label, ...props }: ControlProps & { label: string }) {
  return (
    <label className="q-choice q-consent">
      <input
        {...described(props)}
        type="checkbox"
        id={props.id}
        checked={props.value === true}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>{label}</span>
    </label>
  )
}
