import { describe, expect, it } from 'vitest'
import { readAddress, writeAddress } from './address.ts'
import { messagesIn, timeInWords } from './messages.ts'
import { en } from './messages-en.ts'
import { linkToken } from './session.ts'

describe('the address', () => {
  it.each([
    { submission: null, step: null, section: null, thanks: false },
    { submission: 'a-b', step: null, section: null, thanks: true },
    { submission: 'a-b', step: 'short', section: null, thanks: false },
    { submission: 'a-b', step: 'rest', section: 'besoin', thanks: false },
    { submission: 'a-b', step: 'send', section: null, thanks: false },
  ] as const)('says where one is: %j', (address) => {
    expect(readAddress(writeAddress(address))).toEqual(address)
  })

  it('takes an unknown step for none', () => {
    expect(readAddress('?reponse=x&etape=constructor').step).toBeNull()
  })
})

describe('the link', () => {
  it('holds a token, or nothing that is sent anywhere', () => {
    expect(linkToken(`#lien_${'a1'.repeat(20)}`)).toBe(`lien_${'a1'.repeat(20)}`)
    expect([linkToken(''), linkToken('#'), linkToken('#court'), linkToken(`#${'a'.repeat(30)}<b>`)]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})

describe('the messages', () => {
  it('are the same in both languages', () => {
    const keys = (catalogue: object): string[] =>
      Object.entries(catalogue).flatMap(([key, one]) =>
        typeof one === 'object' && !Array.isArray(one) ? keys(one).map((inner) => `${key}.${inner}`) : [key],
      )
    expect(keys(en)).toEqual(keys(messagesIn('fr')))
  })

  it('never break a line before a two-part sign', () => {
    const m = messagesIn('fr')
    expect(JSON.stringify([m.withdraw_title, m.rest_intro, m.progress(1, 2)])).not.toMatch(/ [:;?!»]|« /)
  })

  it('tell the time as it is said', () => {
    const at = new Date(2026, 5, 13, 14, 5).getTime()
    expect(timeInWords(at, 'fr').replaceAll('\u00a0', ' ')).toBe('14 h 05')
  })
})
