import { compileMessage } from '@lingui/message-utils/compileMessage'
import { expect, test } from 'vitest'
import { en } from './en.ts'
import { fr, type MessageKey } from './fr.ts'

/** The names of the values that a message takes. */
function valuesOf(message: string): string[] {
  const names = new Set<string>()
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return
    for (const token of part) {
      if (!Array.isArray(token)) continue
      names.add(String(token[0]))
      if (typeof token[2] === 'object' && token[2] !== null) for (const choice of Object.values(token[2])) walk(choice)
    }
  }
  walk(compileMessage(message))
  return [...names].filter((name) => name !== '#').sort()
}

test('every message says the same in both languages: the same values', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(fr).sort())
  for (const key of Object.keys(fr) as MessageKey[]) expect([key, valuesOf(en[key])]).toEqual([key, valuesOf(fr[key])])
})

test('French is set as French: no plain space before a high sign, no straight quote', () => {
  for (const [key, message] of Object.entries(fr)) {
    expect(message, key).not.toMatch(/ [;!?»]|« |'| :(?: |$)/)
  }
})
