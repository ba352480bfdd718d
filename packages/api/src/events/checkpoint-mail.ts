import { withOrdinal } from '@essaim/shared/dates.ts'
import type { FastifyInstance } from 'fastify'
import { takeCheckpoint } from './checkpoints.ts'

/** Takes a checkpoint and mails it to whoever keeps them: in their mailbox nobody of this database can rewrite it. */
export async function mailCheckpoint(app: FastifyInstance, to: string): Promise<void> {
  const { seq, at, text } = await takeCheckpoint(app, { actor: { kind: 'job' } })
  await app.db.transaction().execute((trx) =>
    app.jobs.mail(trx, {
      to,
      subject: `Essaim : point de contrôle du journal, n° ${seq}`,
      body: [
        'Bonjour,',
        `Le journal d’Essaim (${app.publicUrl()}) comptait ${seq.toLocaleString('fr-FR')} entrées le ${withOrdinal(at.toLocaleString('fr-FR', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Paris' }), 'fr')}. Gardez ce message : il permettra de prouver que rien de ce qui précède n’a été récrit depuis.`,
        text,
        'Pour vérifier le journal, l’exploitant copie la ligne ci-dessus dans la commande :',
        'essaim audit verify --checkpoint LIGNE',
      ].join('\n\n'),
    }),
  )
}
