import type { DeliveryState, DeliveryTransition } from '@essaim/shared/deliveries.ts'

/** What staff may do with a mail: from, to, and whether it says why. */
export const TRANSITIONS: Record<
  DeliveryTransition,
  { from: DeliveryState[]; to: DeliveryState; comment: 'required' | 'optional' }
> = {
  resend: { from: ['bounced', 'failed'], to: 'waiting', comment: 'optional' },
  cancel: { from: ['waiting'], to: 'cancelled', comment: 'optional' },
  bounce: { from: ['sent'], to: 'bounced', comment: 'required' },
}

/** The transitions open from a state. */
export const openTransitions = (state: string): DeliveryTransition[] =>
  (Object.keys(TRANSITIONS) as DeliveryTransition[]).filter((name) =>
    TRANSITIONS[name].from.includes(state as DeliveryState),
  )

/** How long a mail is tried, in all. */
export const GIVE_UP_HOURS = 48

const FIRST_DELAY = 30
const LONGEST_DELAY = 3600

/** Seconds until the next try: doubled each time up to an hour, spread by a quarter so that not all come back at once. */
export const delayAfter = (attempts: number, chance: number): number =>
  Math.round(Math.min(FIRST_DELAY * 2 ** Math.min(attempts - 1, 10), LONGEST_DELAY) * (0.75 + chance / 2))

/** What a failed try says of the mail, of its address, and of the server. */
export type Verdict = {
  /** Refused for good; otherwise it is tried again. */
  refused: boolean
  /** The address itself is refused, not the words or the sender. */
  address: boolean
  /** The server answers nobody now: the others need not be tried. */
  down: boolean
  reason: string
}

/** Whether an enhanced status (RFC 3463) says that mail to this address never arrives: the mailbox, its state, or a domain that is none. */
export const blamesAddress = (status: string | undefined): boolean => /^5\.[12]\.|^5\.4\.4$/.test(status ?? '')

type SmtpError = { code?: string; command?: string; responseCode?: number; response?: string; message?: string }

/** Reads an answer of the mail server (RFC 5321 §4.2, RFC 3463); a refused sign-in or sender is ours to mend, not the recipient's. */
export function verdictOn(error: SmtpError): Verdict {
  const { code, command, responseCode, response, message } = error
  const reason = (response ?? code ?? 'error').replaceAll(/\s+/g, ' ').slice(0, 500)
  const ofThisMail = command === 'RCPT TO' || command === 'DATA' || code === 'EENVELOPE' || code === 'EMESSAGE'
  if (!ofThisMail || command === 'MAIL FROM')
    return { refused: false, address: false, down: command !== 'MAIL FROM', reason }
  if (responseCode === undefined) {
    // an address that cannot even be written in an envelope
    const unwritable = code === 'EENVELOPE' && /recipient/i.test(message ?? '')
    return { refused: unwritable, address: unwritable, down: !unwritable, reason }
  }
  const refused = responseCode >= 500
  const status = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})/.exec(response ?? '')?.[1]
  const address =
    refused && (status === undefined || status.startsWith('5.0.') ? command === 'RCPT TO' : blamesAddress(status))
  return { refused, address, down: false, reason }
}
