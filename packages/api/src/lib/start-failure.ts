/** A reason not to start, said in one line to the person at the terminal; `exit` is the code of the process. */
export class StartFailure extends Error {
  readonly exit: number

  constructor(message: string, exit = 1) {
    super(message)
    this.name = 'StartFailure'
    this.exit = exit
  }
}

/** The exit code of a wrong configuration (EX_CONFIG of sysexits). */
export const EXIT_CONFIG = 78

/** The exit code of what may succeed later (EX_TEMPFAIL of sysexits). */
export const EXIT_TRY_AGAIN = 75

/** The exit code of credentials that are refused (EX_NOPERM of sysexits). */
export const EXIT_REFUSED = 77
