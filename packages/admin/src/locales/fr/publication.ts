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
  'innovation.merged-into': 'Cette fiche a été fusionnée avec :',
  'innovation.merged':
    '{count, plural, one {Une fiche a été fusionnée avec celle-ci :} other {# fiches ont été fusionnées avec celle-ci :}}',
  'innovation.split-from': 'Cette fiche a été séparée d’une autre.',
  'innovation.scheduled': 'La publication est prévue le {at}.',
  'innovation.is-scheduled': 'Prévue le {on}',
  'innovation.is-stale': 'Non confirmée',
  'innovation.stale':
    'L’association n’a pas confirmé cette fiche, bien qu’on le lui ait demandé : ses lecteurs le voient depuis le {since}.',
  'innovation.withdrawal-announced': 'Son retrait lui a été annoncé le {on}.',
  'innovation.confirmation-asked':
    'Il a été demandé à l’association, le {on}, si cette fiche est toujours d’actualité.',
  'innovation.unscheduled': 'La publication de « {title} » n’est plus prévue.',
  'innovation.merged-now': '« {title} » est fusionnée avec l’autre fiche.',
  'innovation.confirmed-now': '« {title} » est notée comme étant à jour.',
  'version.published-number': 'Version {number}, publiée',
  'publication.when': 'Quand',
  'publication.schedule': 'Publier à cette date',
  'publication.now': 'Maintenant',
  'publication.later': 'À une date',
  'publication.at': 'Le',
  'publication.at.hint': 'La fiche sera publiée d’elle-même ; vous pouvez l’annuler jusque-là.',
  'publication.at.missing': 'Choisissez une date à venir.',
  'publication.hindered': 'Cette version ne peut pas encore être publiée :',
  'publication.undecided':
    '{count, plural, one {Une modification attend} other {# modifications attendent}} la réponse de l’association.',
  'merger.into': 'La fiche qui demeure',
  'split.action': 'Scinder en deux fiches',
  'split.explained':
    'Une seconde fiche est créée en brouillon, avec les mêmes réponses : modifiez ensuite chacune pour qu’elle décrive sa propre innovation. Ce qui est publié ne change pas.',
  'split.done': 'Voici la seconde fiche, en brouillon.',
  'upkeep.title': 'Confirmation des fiches',
  'upkeep.lead':
    'Chaque délai court depuis l’étape précédente. Laissez un champ vide pour que l’étape n’ait jamais lieu, ni les suivantes.',
  'upkeep.confirm_after_days': 'Demander à l’association après (jours)',
  'upkeep.confirm_after_days.hint': 'Depuis la publication ou la dernière confirmation.',
  'upkeep.stale_after_days': 'Signaler aux lecteurs après (jours)',
  'upkeep.stale_after_days.hint': 'Sans réponse, la fiche indique qu’elle n’est pas confirmée.',
  'upkeep.announce_after_days': 'Annoncer le retrait après (jours)',
  'upkeep.announce_after_days.hint': 'Par lettre à l’association. Vide : aucune fiche n’est retirée d’elle-même.',
  'upkeep.withdraw_after_days': 'Retirer après (jours)',
  'upkeep.withdraw_after_days.hint': 'Seulement si l’annonce est bien partie et qu’aucune mise à jour n’est en cours.',
  'upkeep.not-days': 'Un nombre de jours, ou rien.',
  'upkeep.never': 'jamais',
  'upkeep.days': '{count, plural, one {# jour} other {# jours}}',
} as const
