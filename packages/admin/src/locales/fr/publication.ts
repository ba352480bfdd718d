/** French: what becomes of a record between its versions. */
export const publication = {
  'innovation.transition.cancel_publication': 'Annuler la publication prévue',
  'innovation.transition.cancel_publication.explained':
    'La fiche reste comme elle est ; rien ne sera publié à cette date.',
  'innovation.transition.confirm': 'Noter qu’elle est à jour',
  'innovation.transition.confirm.explained':
    'L’association vous l’a dit, par téléphone par exemple : ses lecteurs verront la date d’aujourd’hui.',
  'innovation.transition.merge': 'Fusionner avec une autre fiche',
  'innovation.transition.merge.explained':
    'L’autre fiche demeure ; les lecteurs de celle-ci y sont conduits, et les partenaires suppriment leur copie. Rien n’est perdu : la fusion peut être défaite.',
  'innovation.transition.unmerge': 'Défaire la fusion',
  'innovation.transition.unmerge.explained':
    'La fiche redevient ce qu’elle était avant la fusion, pour tous ses lecteurs.',
  'event.innovation.schedule': 'Publication prévue à une date',
  'event.innovation.cancel_publication': 'Publication prévue annulée',
  'event.innovation.publish_refused': 'Publication prévue non faite',
  'event.innovation.merge': 'Fiche fusionnée avec une autre',
  'event.innovation.unmerge': 'Fusion défaite',
  'event.innovation.split': 'Fiche scindée en deux',
  'event.innovation.ask_confirmation': 'Confirmation demandée à l’association',
  'event.innovation.stale': 'Fiche signalée comme non confirmée',
  'event.innovation.announce_withdrawal': 'Retrait annoncé à l’association',
} as const
