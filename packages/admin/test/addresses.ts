import { expect, vi } from 'vitest'
import type { Administrator } from './server.ts'

/** An address for each route of the console, on the demonstration's data. */
export async function addresses(call: Administrator): Promise<Record<string, string>> {
  const [association] = (await call('GET', '/v1/associations')).items
  const [submission] = (await call('GET', '/v1/moderation/submissions?state=submitted')).items
  const draft = await call('POST', '/v1/moderation/submissions', {
    association_id: association.id,
    channel: 'telephone',
    answers: {},
  })
  const [record] = (await call('GET', '/v1/moderation/innovations?state=published')).items
  const [endorsed] = (await call('GET', '/v1/moderation/submissions?state=endorsed')).items
  const accepted = await call('POST', `/v1/moderation/submissions/${endorsed.id}/transitions`, { transition: 'accept' })
  const [questionnaire] = (await call('GET', '/v1/questionnaires')).items
  await call('POST', `/v1/questionnaires/${questionnaire.id}/draft`)
  const imported = await call(
    'POST',
    '/v1/associations/imports?dry_run=true',
    'N° adhérent;Raison sociale;SIREN\nX-1;Association d’essai;\nX-2;Autre association;12\n',
  )
  const partner = await call('POST', '/v1/partners', { name: 'Fédération d’exemple' })
  await call('POST', `/v1/partners/${partner.id}/keys`, { scopes: ['innovations:read', 'feed:read'] })
  const webhook = await call('POST', `/v1/partners/${partner.id}/webhooks`, {
    url: 'https://partenaire.example/essaim',
    description: 'Répertoire du partenaire',
  })
  const campaign = await anOpenCampaign(call)
  await call('POST', `/v1/campaigns/${campaign.id}/letters/invitation/tests`)
  const [mail] = (await call('GET', '/v1/deliveries')).items
  const [invitation] = (await call('GET', `/v1/campaigns/${campaign.id}/invitations`)).items
  const [grid] = (await call('GET', '/v1/evaluation-grids')).items
  const [dossier] = (await call('GET', '/v1/dossiers?state=sent')).items
  return {
    '/': '/',
    '/reponses': '/reponses',
    '/reponses/nouvelle': '/reponses/nouvelle',
    '/reponses/$id': `/reponses/${submission.id}`,
    '/reponses/$id/historique': `/reponses/${submission.id}/historique`,
    '/reponses/$id/saisie': `/reponses/${draft.id}/saisie`,
    '/campagnes': '/campagnes',
    '/campagnes/$id': `/campagnes/${campaign.id}`,
    '/campagnes/$id/participation': `/campagnes/${campaign.id}/participation`,
    '/campagnes/$id/invitations': `/campagnes/${campaign.id}/invitations`,
    '/campagnes/$id/invitations/$invitation': `/campagnes/${campaign.id}/invitations/${invitation.id}`,
    '/campagnes/$id/appels': `/campagnes/${campaign.id}/appels`,
    '/campagnes/$id/lettres/$kind': `/campagnes/${campaign.id}/lettres/invitation`,
    '/successions': '/successions',
    '/aides': '/aides',
    '/courriers': '/courriers',
    '/courriers/$id': `/courriers/${mail.id}`,
    '/fiches': '/fiches',
    '/fiches/$id': `/fiches/${record.id}`,
    '/fiches/$id/historique': `/fiches/${record.id}/historique`,
    '/fiches/$id/versions/$number': `/fiches/${record.id}/versions/1`,
    '/fiches/$id/versions/$number/saisie': `/fiches/${accepted.innovation_id}/versions/1/saisie`,
    '/absences': '/absences',
    '/modeles': '/modeles',
    '/notifications': '/notifications',
    '/notifications/reglages': '/notifications/reglages',
    '/grilles': '/grilles',
    '/grilles/$id': `/grilles/${grid.id}`,
    '/dossiers': '/dossiers',
    '/dossiers/$id': `/dossiers/${dossier.id}`,
    '/associations': '/associations',
    '/associations/imports': '/associations/imports',
    '/associations/imports/$id': `/associations/imports/${imported.id}`,
    '/associations/$id': `/associations/${association.id}`,
    '/delegations': '/delegations',
    '/nomenclatures': '/nomenclatures',
    '/nomenclatures/$code': '/nomenclatures/themes',
    '/questionnaires': '/questionnaires',
    '/questionnaires/$id': `/questionnaires/${questionnaire.id}`,
    '/questionnaires/$id/versions/$number': `/questionnaires/${questionnaire.id}/versions/1`,
    '/questionnaires/$id/edition': `/questionnaires/${questionnaire.id}/edition`,
    '/questionnaires/$id/versions/$number/differences/$other': `/questionnaires/${questionnaire.id}/versions/1/differences/draft`,
    '/federation': '/federation',
    '/utilisateurs': '/utilisateurs',
    '/partenaires': '/partenaires',
    '/partenaires/$id': `/partenaires/${partner.id}`,
    '/partenaires/$id/webhooks/$webhook': `/partenaires/${partner.id}/webhooks/${webhook.id}`,
    '/evenements': '/evenements',
  }
}

/** A campaign that asks every association of the demonstration, open, its invitations written. */
export async function anOpenCampaign(call: Administrator): Promise<{ id: string }> {
  const day = 86_400_000
  const made = await call('POST', '/v1/campaigns', {
    name: 'Recensement d’essai',
    opens_at: new Date(Date.now() + day).toISOString(),
    closes_at: new Date(Date.now() + 30 * day).toISOString(),
  })
  for (const transition of ['schedule', 'open'])
    await call('POST', `/v1/campaigns/${made.id}/transitions`, { transition })
  await vi.waitFor(async () => expect((await call('GET', `/v1/campaigns/${made.id}`)).prepared_at).not.toBeNull(), {
    timeout: 30_000,
    interval: 200,
  })
  return made
}
