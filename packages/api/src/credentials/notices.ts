import { longDate } from '@essaim/shared/dates.ts'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import type { Mail } from '../jobs/jobs.ts'
import { dayInWords } from '../letters/typography.ts'
import { announce } from '../webhooks/commands.ts'
import { administratorAddresses, type CredentialRow, claimNotice, listEnding } from './queries.ts'

/** How many days before the end the partner and the administrators are told, the farthest first. */
export const NOTICE_DAYS = [30, 7] as const
const DAY_MS = 86_400_000

/** The notice that is due: the nearest whose time has come, unless the credential was never to live that long. */
export function noticeDue(
  { created_at, expires_at }: { created_at: Date; expires_at: Date },
  now: Date,
): number | null {
  const left = (Number(expires_at) - Number(now)) / DAY_MS
  const life = (Number(expires_at) - Number(created_at)) / DAY_MS
  if (left <= 0) return null
  return NOTICE_DAYS.filter((days) => left <= days && life > days).at(-1) ?? null
}

/** Tells by mail and webhook of each key and client that ends soon, once at each of its two days, however many processes ask. */
export async function tellEndings(app: FastifyInstance, now = new Date()): Promise<void> {
  const caller = { actor: { kind: 'job' as const } }
  await inScope(app.db, caller.actor, async (trx) => {
    const ending = await listEnding(trx, NOTICE_DAYS[0], now)
    const administrators = ending.length > 0 ? await administratorAddresses(trx) : []
    for (const credential of ending) {
      const days = noticeDue(credential, now)
      if (days === null || !(await claimNotice(trx, credential, days))) continue
      const { kind, id, name, partner, technical_email, expires_at } = credential
      if (technical_email) await app.jobs.mail(trx, partnersNotice(credential, technical_email, app.publicUrl()))
      for (const to of administrators)
        if (to !== technical_email) await app.jobs.mail(trx, administratorsNotice(credential, to, app.publicUrl()))
      await announce(trx, { partner: partner.id }, 'key.expiring', { id, kind, name, expires_at, days })
      await recordEvent(trx, caller, {
        action: 'partner.credential_expiring',
        subject: { kind: 'partner', id: partner.id },
        detail: { kind, id, name, expires_at, days },
      })
    }
  })
}

const inEnglish = (at: Date) => longDate(at, 'en', 'Europe/Paris')
const called = ({ kind, name }: CredentialRow) =>
  kind === 'key'
    ? { fr: `la clé ${name}…`, en: `the key ${name}…` }
    : { fr: `le client « ${name} »`, en: `the client “${name}”` }

/** Partners read French or English: both stand in the one mail. */
export function partnersNotice(credential: CredentialRow, to: string, publicUrl: string): Mail {
  const { partner, expires_at } = credential
  const { fr, en } = called(credential)
  return {
    to,
    subject: `Essaim : votre accès se termine le ${dayInWords(expires_at)}`,
    body: `Bonjour,

L’accès de « ${partner.name} » à Essaim par ${fr} se termine le ${dayInWords(expires_at)}.

Une requête le renouvelle, et l’ancien secret vaut encore quelques jours, le temps d’en changer :
POST ${publicUrl}/v1/credential/renewal
Le guide l’explique : ${publicUrl}/docs

Hello,

The access of “${partner.name}” to Essaim by ${en} ends on ${inEnglish(expires_at)}. One request renews it; the secret of before holds
for some days more. The guide tells how: ${publicUrl}/docs?lang=en
`,
  }
}

/** What administrators are told: whom it concerns, and whether the partner was told. */
export function administratorsNotice(credential: CredentialRow, to: string, publicUrl: string): Mail {
  const { partner, technical_email, expires_at } = credential
  const told = technical_email
    ? `Son contact technique (${technical_email}) est prévenu.`
    : 'Ce partenaire n’a pas de contact technique : prévenez-le, et notez une adresse sur sa page.'
  return {
    to,
    subject: `Essaim : l’accès de ${partner.name} se termine le ${dayInWords(expires_at)}`,
    body: `Bonjour,

L’accès de « ${partner.name} » par ${called(credential).fr} se termine le ${dayInWords(expires_at)}. ${told}

Il se renouvelle depuis la page du partenaire : ${publicUrl}/admin/partenaires/${partner.id}
`,
  }
}

/** Tells the technical contact that a new secret was made by the old one: if it was nobody of theirs, the old one is in other hands. */
export function renewedNotice(credential: CredentialRow, to: string): Mail {
  const { partner } = credential
  const { fr, en } = called(credential)
  return {
    to,
    subject: 'Essaim : votre accès a été renouvelé',
    body: `Bonjour,

${partner.name} : ${fr} vient d’être renouvelé par une requête à l’API. Si ce n’était aucun de vos programmes, prévenez la fédération
sans attendre : quelqu’un d’autre a votre secret.

Hello,

${partner.name}: ${en} has just been renewed by a request to the API. If it was none of your programs, tell the federation at once:
somebody else has your secret.
`,
  }
}
