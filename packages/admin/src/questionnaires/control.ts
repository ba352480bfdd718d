import type { Field, Question } from '@essaim/shared/questionnaires/model.ts'

/** What every control takes: the question, its value, and the texts that describe it. */
export type ControlProps = {
  asked: Question | Field
  /** Of the control that the label names. */
  id: string
  value: unknown
  describedBy: string | undefined
  invalid: boolean
  required: boolean
  onChange: (value: unknown) => void
}

/** Attributes that name and judge a control for assistive technology. */
export const described = ({
  describedBy,
  invalid,
  required,
}: Pick<ControlProps, 'describedBy' | 'invalid' | 'required'>) => ({
  'aria-describedby': describedBy,
  'aria-invalid': invalid || undefined,
  'aria-required': required || undefined,
})
