import { longestOf } from '@essaim/shared/questionnaires/issues.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { lengthOf } from '@essaim/shared/questionnaires/text.ts'
import { useState } from 'react'
import { type ControlProps, described } from './control.ts'
import { useSetting } from './setting.ts'
import { readNumber, writeNumber } from './values.ts'

const INPUT_TYPES: Record<string, 'email' | 'tel' | 'url'> = { email: 'email', tel: 'tel', url: 'url' }
const NUMERIC = ['siren', 'siret', 'integer']
const AUTOFILL: Record<string, string> = {
  'bearer.name': 'organization',
  'contact.name': 'name',
  'contact.function': 'organization-title',
  'contact.email': 'email',
  'contact.telephone': 'tel',
}
/** From how many characters on a text is more than a line. */
const SENTENCE = 160
/** Above how many characters a limit is counted down. */
const COUNTED = 200

/** One line of text: names, addresses, official numbers. */
export function TextControl(props: ControlProps) {
  // what is longer than a telephone is wide is written where it can be read
  if (props.asked.kind === 'text' && (props.asked.max_length ?? 0) > SENTENCE) return <LongTextControl {...props} />
  const { asked, id, value, onChange } = props
  const text = typeof value === 'string' ? value : ''
  return (
    <>
      <input
        {...described(props)}
        id={id}
        className={
          NUMERIC.includes(asked.kind) || asked.kind === 'rna' || asked.kind === 'finess' || asked.kind === 'tel'
            ? 'q-input q-short'
            : 'q-input'
        }
        // An address without its scheme is mended before it is saved: the browser's own check would refuse it.
        type={asked.kind === 'url' ? 'text' : (INPUT_TYPES[asked.kind] ?? 'text')}
        inputMode={asked.kind === 'url' ? 'url' : NUMERIC.includes(asked.kind) ? 'numeric' : undefined}
        autoComplete={autofillOf(asked)}
        autoCapitalize={asked.kind === 'email' || asked.kind === 'url' ? 'none' : undefined}
        spellCheck={asked.kind === 'text'}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      <Remaining asked={asked} text={text} />
    </>
  )
}

function autofillOf(asked: ControlProps['asked']): string {
  if (asked.binding && AUTOFILL[asked.binding]) return AUTOFILL[asked.binding] ?? 'off'
  return (asked as Question).prefill === 'website' ? 'url' : 'off'
}

/** Several lines of text, growing with what is written. */
export function LongTextControl(props: ControlProps) {
  const { asked, id, value, onChange } = props
  const text = typeof value === 'string' ? value : ''
  return (
    <>
      <textarea
        {...described(props)}
        id={id}
        className="q-input q-long"
        rows={asked.kind === 'longtext' ? 5 : 3}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      <Remaining asked={asked} text={text} />
    </>
  )
}

/** A number, written as in the language of the page; a field of type `number` would take wheels and lose what it cannot read. */
export function NumberControl(props: ControlProps) {
  const { asked, id, value, onChange } = props
  const { language } = useSetting()
  const [typed, setTyped] = useState(writeNumber(value, language))
  const shown = readNumber(typed) === (value ?? null) ? typed : writeNumber(value, language)
  return (
    <span className="q-unit">
      <input
        {...described(props)}
        id={id}
        className="q-input q-short"
        inputMode={asked.kind === 'integer' ? 'numeric' : 'decimal'}
        autoComplete="off"
        value={shown}
        onChange={(event) => {
          setTyped(event.target.value)
          onChange(readNumber(event.target.value))
        }}
      />
      {asked.kind === 'money' && <span aria-hidden="true">€</span>}
    </span>
  )
}

function Remaining({ asked, text }: { asked: ControlProps['asked']; text: string }) {
  const { words } = useSetting()
  const longest = asked.max_length === undefined ? null : longestOf(asked)
  if (longest === null) return null
  const left = longest - lengthOf(text)
  // Counted as one writes for long texts, else only near the end.
  if (left > 20 && (text === '' || longest <= COUNTED)) return null
  return <p className={left < 0 ? 'q-left q-over' : 'q-left'}>{words.characters_left(left)}</p>
}
