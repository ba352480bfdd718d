import type { Field, Question } from '@essaim/shared/questionnaires/model.ts'
import { BooleanControl, CheckboxesControl, IN_SIGHT, RadioControl, SelectControl } from './choice-control.tsx'
import type { ControlProps } from './control.ts'
import { DateControl } from './date-control.tsx'
import { FileControl } from './file-control.tsx'
import { GridControl } from './grid-control.tsx'
import { CommuneControl, ListControl, ListsControl, TagsControl } from './list-control.tsx'
import { choicesOf, useSetting } from './setting.ts'
import { LongTextControl, NumberControl, TextControl } from './text-control.tsx'

/** Above so many choices one types instead of scrolling. */
const LONG_LIST = 20
const IN_SIGHT_SEVERAL = 12

/** Whether the question is drawn as several controls, which a legend names; else a label names the only one. */
export function isGroup(asked: Question | Field, choices: number): boolean {
  if (asked.kind === 'choice') return choices <= IN_SIGHT
  if (asked.kind === 'multichoice') return choices <= IN_SIGHT_SEVERAL
  return ['boolean', 'date', 'month', 'repeat', 'grid', 'file'].includes(asked.kind)
}

/** The control of a question or a field, by its kind and the length of its list. Consents and groups of lines have their own. */
export function FieldControl(props: ControlProps) {
  const { kind } = props.asked
  switch (kind) {
    case 'longtext':
      return <LongTextControl {...props} />
    case 'integer':
    case 'number':
    case 'money':
      return <NumberControl {...props} />
    case 'boolean':
      return <BooleanControl {...props} />
    case 'date':
    case 'month':
      return <DateControl {...props} kind={kind} />
    case 'choice':
    case 'departement':
      return <OneControl {...props} />
    case 'multichoice':
      return <SeveralControl {...props} />
    case 'commune':
      return <CommuneControl {...props} />
    case 'tags':
      return <TagsControl {...props} />
    case 'grid':
      return <GridControl {...props} />
    case 'file':
      return <FileControl {...props} />
    default:
      return <TextControl {...props} />
  }
}

function OneControl(props: ControlProps) {
  const choices = choicesOf(props.asked, useSetting())
  if (props.asked.kind === 'departement' || choices.length > LONG_LIST)
    return <ListControl {...props} choices={choices} />
  return choices.length <= IN_SIGHT ? (
    <RadioControl {...props} choices={choices} />
  ) : (
    <SelectControl {...props} choices={choices} />
  )
}

function SeveralControl(props: ControlProps) {
  const choices = choicesOf(props.asked, useSetting())
  return choices.length <= IN_SIGHT_SEVERAL ? (
    <CheckboxesControl {...props} choices={choices} />
  ) : (
    <ListsControl {...props} choices={choices} />
  )
}
