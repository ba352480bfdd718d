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
  const imported = await call(
    'POST',
    '/v1/associations/imports?dry_run=true',
    'N° adhérent;Raison sociale;SIREN\nX-1;Association d’essai;\nX-2;Autre association;12\n',
  )
  const partner = await call('POST', '/v1/partners', { name: 'Fédération d’exemple' })
  await call('POST', `/v1/partners/${partner.id}/keys`, { scopes: ['innovations:read', 'feed:read'] })
  return {
    '/': '/',
    '/reponses': '/reponses',
    '/reponses/nouvelle': '/reponses/nouvelle',
    '/reponses/$id': `/reponses/${submission.id}`,
    '/reponses/$id/saisie': `/reponses/${draft.id}/saisie`,
    '/fiches': '/fiches',
    '/fiches/$id': `/fiches/${record.id}`,
    '/fiches/$id/versions/$number': `/fiches/${record.id}/versions/1`,
    '/fiches/$id/versions/$number/saisie': `/fiches/${accepted.innovation_id}/versions/1/saisie`,
    '/associations': '/associations',
    '/associations/imports': '/associations/imports',
    '/associations/imports/$id': `/associations/imports/${imported.id}`,
    '/associations/$id': `/associations/${association.id}`,
    '/delegations': '/delegations',
    '/nomenclatures': '/nomenclatures',
    '/nomenclatures/$code': '/nomenclatures/themes',
    '/questionnaires': '/questionnaires',
    '/questionnaires/$id/versions/$number': `/questionnaires/${questionnaire.id}/versions/1`,
    '/utilisateurs': '/utilisateurs',
    '/partenaires': '/partenaires',
    '/partenaires/$id': `/partenaires/${partner.id}`,
    '/evenements': '/evenements',
  }
}
