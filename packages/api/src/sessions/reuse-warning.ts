import type { Mail } from '../jobs/jobs.ts'

/** Tells the member that a copy of the session's token turned up. */
export const reuseWarning = (member: { name: string; email: string }): Mail => ({
  to: member.email,
  subject: 'Votre session Essaim a été close',
  body: `Bonjour ${member.name},

Le jeton de votre session a été présenté deux fois : quelqu’un d’autre en a peut-être une copie.
Par précaution, la session a été close. Reconnectez-vous ; si vous n’étiez pas à l’origine de ces
requêtes, changez votre mot de passe et prévenez l’administrateur d’Essaim.
`,
})
