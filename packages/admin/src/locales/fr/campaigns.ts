/** French: a campaign being set up. */
export const campaigns = {
  'campaign.change': 'Modifier le recensement',
  'campaign.saved': '« {name} » est enregistré.',
  'campaign.span.hint': 'En jours : personne n’est relancé deux fois dans ce délai.',
  'campaign.repeat': 'Recommencer l’an prochain',
  'campaign.repeat.explained':
    'Ses lettres et ses destinataires sont repris ; les associations retrouveront leurs fiches publiées, à confirmer une par une.',
  'campaign.owing':
    '{count, plural, =0 {Toutes les associations ont répondu.} one {# association n’a pas encore répondu.} other {# associations n’ont pas encore répondu.}}',
  'underway.title': 'En cours',
  'underway.preparing': 'Préparation des invitations',
  'underway.of': '{done} sur {all}',
  'underway.soon': 'se prépare',
  'recipients.title': 'Destinataires',
  'recipients.choose': 'Choisir les destinataires',
  'recipients.reach': 'Avec ce choix',
  'recipients.saved': 'Les destinataires sont enregistrés.',
  'recipients.missing': 'Choisissez au moins un critère.',
  'recipients.all': 'Toutes les associations',
  'recipients.list': 'Liste',
  'recipients.way': 'Qui est invité',
  'recipients.way.all': 'Toutes les associations',
  'recipients.way.all.hint': 'Tous les adhérents du moment.',
  'recipients.way.criteria': 'Selon des critères',
  'recipients.way.criteria.hint': 'Celles qui remplissent chacun des critères donnés, par l’une de ses valeurs.',
  'recipients.way.listed': 'Une liste',
  'recipients.way.listed.hint': 'Les associations d’un fichier.',
  'recipients.delegations': 'Délégations',
  'recipients.departments': 'Départements',
  'recipients.fields': 'Champs d’action',
  'recipients.categories': 'Catégories d’établissements',
  'recipients.file': 'Choisir un fichier CSV',
  'recipients.file.hint':
    'Un SIREN, un FINESS ou un numéro d’adhérent par ligne. Le fichier remplace aussitôt la liste.',
  'recipients.listed':
    '{count, plural, =0 {Liste vide} one {# association dans la liste} other {# associations dans la liste}}',
  'recipients.unknown':
    '{count, plural, one {# ligne ne désigne aucune association} other {# lignes ne désignent aucune association}}',
  'recipients.unknown.line': 'Ligne {line} : {value}',
} as const
