import type { Question } from '@essaim/shared/questionnaires/model.ts'
import type { ControlProps } from './control.ts'
import { labelIn, useSetting } from './setting.ts'
import { isRecord } from './values.ts'

/** Criteria on one scale: a table of radios, which becomes a list on a narrow screen. */
export function GridControl({ asked, id, value, onChange }: ControlProps) {
  const { language, words } = useSetting()
  const grid = (asked as Question).grid
  const given = isRecord(value) ? (value as Record<string, string>) : {}
  if (!grid) return null
  const set = (criterion: string, step: string | null) => {
    const { [criterion]: _, ...others } = given
    const next = step === null ? others : { ...others, [criterion]: step }
    onChange(Object.keys(next).length > 0 ? next : null)
  }
  return grid.groups.map((group, index) => (
    <table key={group.code} className="q-grid">
      <caption>
        {labelIn(group.label, language)}
        {group.help && <small>{labelIn(group.help, language)}</small>}
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.criterion}</th>
          {grid.scale.map((step) => (
            <th key={step.code} scope="col">
              {labelIn(step.label, language)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {group.criteria.map((criterion, row) => (
          <tr key={criterion.code}>
            <th scope="row">{labelIn(criterion.label, language)}</th>
            {grid.scale.map((step, column) => (
              <td key={step.code}>
                <label className="q-choice">
                  <input
                    type="radio"
                    id={index + row + column === 0 ? id : undefined}
                    name={`${id}-${criterion.code}`}
                    aria-label={`${labelIn(criterion.label, language)} : ${labelIn(step.label, language)}`}
                    checked={given[criterion.code] === step.code}
                    onChange={() => set(criterion.code, step.code)}
                    // A second click takes the answer back: none of the criteria must be answered.
                    onClick={() => given[criterion.code] === step.code && set(criterion.code, null)}
                  />
                  <span aria-hidden="true">{labelIn(step.label, language)}</span>
                </label>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  ))
}
