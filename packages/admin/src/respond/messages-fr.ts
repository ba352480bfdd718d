import type { SubmissionState } from '@essaim/shared/submissions.ts'
import { editWords } from './edit-words-fr.ts'
import { pointWords } from './point-words-fr.ts'
import { recordWords } from './record-words-fr.ts'
import { threadWords } from './thread-words-fr.ts'

/** The page in French: the language that it opens in. */
export const fr = {
  product: 'Essaim',
  page: 'Recensement des innovations',
  skip: 'Aller au contenu',
  loading: 'Chargement…',
  again: 'Réessayer',
  other_language: 'English',

  landing_title: 'Racontez ce que votre association a inventé',
  landing_lead:
    'Votre fédération recense les innovations de ses adhérents. Ce lien est celui de votre association : il vous invite à décrire les vôtres.',
  landing_how_title: 'Comment faire',
  landing_how: [
    '19 questions, une dizaine de minutes.',
    'Tout s’enregistre au fur et à mesure : vous pouvez vous arrêter, puis reprendre avec le même lien, vous ou un collègue.',
    'Pour aller plus loin, d’autres questions facultatives enrichissent la fiche.',
  ],
  landing_next_title: 'Ce que devient votre réponse',
  landing_next: [
    'Votre délégation régionale la lit et l’appuie.',
    'La fédération l’accepte, puis publie la fiche dans son répertoire.',
    'Si un point reste à préciser, vous le lirez ici et pourrez corriger.',
  ],
  landing_who_title: 'Qui voit quoi',
  landing_who: [
    'Vous choisissez qui peut lire la fiche : le public, les fédérations partenaires, les adhérents, ou la fédération seule.',
    'Les coordonnées de la personne à contacter ne sortent jamais du réseau.',
    'Vous pouvez retirer votre réponse à tout moment.',
  ],
  start: 'Commencer',
  starting: 'Ouverture…',

  no_link_title: 'Ouvrez le lien que vous avez reçu',
  no_link:
    'Cette page s’ouvre avec le lien personnel que votre fédération vous a envoyé. Cliquez dessus dans votre message, ou copiez-le en entier dans la barre d’adresse.',
  bad_link_title: 'Ce lien n’est plus valable',
  bad_link: 'Il a été remplacé ou révoqué, il est trop ancien, ou il n’a pas été copié en entier.',
  bad_link_do: [
    'Vérifiez que le lien est entier : il se termine par une longue suite de lettres et de chiffres.',
    'Sinon, demandez-en un nouveau ici, ou à votre délégation régionale. Vos réponses sont conservées.',
  ],
  fresh_link: 'Recevoir un nouveau lien',
  fresh_link_done: 'Si ce lien a expiré, un nouveau vient d’être envoyé à l’adresse que nous connaissons.',
  code_note: 'Votre invitation est arrivée par courrier ? Tapez le code imprimé sur votre lettre.',
  code: 'Code imprimé sur votre lettre',
  code_open: 'Ouvrir avec ce code',
  ended_title: 'Votre session est terminée',
  ended: 'Rouvrez le lien que vous avez reçu pour continuer. Vos réponses sont conservées.',
  offline: 'Le serveur ne répond pas. Vérifiez votre connexion, puis réessayez.',
  failed: 'Quelque chose n’a pas fonctionné. Réessayez dans un instant.',
  too_many: 'Trop d’essais en peu de temps. Attendez une minute, puis réessayez.',

  greeting: (civility: string | null, name: string | null) =>
    `${['Bonjour', civility, name].filter(Boolean).join(' ')},`,
  madame: 'Madame',
  monsieur: 'Monsieur',
  invited_by: (who: string) => `${who} vous invite à décrire ce que votre association a inventé.`,
  closed_on: (day: string) =>
    `La campagne est close depuis le ${day}. Les réponses déjà commencées peuvent encore être terminées et envoyées.`,
  invited_why:
    'Ce recensement fait connaître ce que les associations inventent, pour que d’autres s’en inspirent et que les pouvoirs publics en tiennent compte.',
  invited_more: 'Durée, suites, qui voit quoi',
  invited_how_long: 'Combien de temps',
  how_long: (questions: number, minutes: number) =>
    `${questions} questions, ${minutes} minutes environ par innovation. Le reste vient après, si vous le voulez, et à plusieurs.`,
  until: (day: string) => `Répondez au plus tard le ${day}.`,
  invited_next: 'Ce que devient votre réponse',
  invited_who_sees: 'Qui voit quoi',
  who_sees:
    'Vous choisissez qui peut lire la fiche. Les coordonnées de la personne à contacter ne sortent jamais du réseau. Vous pouvez tout retirer à tout moment.',
  invitation_next:
    'Votre délégation régionale lit votre réponse, la fédération l’accepte, puis la fiche paraît dans son répertoire.',
  declare_nothing: 'Nous n’avons rien à déclarer cette année',
  decline: 'Nous préférons ne pas répondre',
  nothing_declared: 'C’est noté : rien à déclarer cette année. Merci de nous l’avoir dit.',
  declined: 'C’est noté : vous préférez ne pas répondre.',
  take_back: 'Revenir sur cette réponse',
  colleague: 'Confier à un collègue',
  colleague_note: 'Cette personne reçoit son propre lien par courriel. Vous gardez le vôtre.',
  colleague_send: 'Envoyer l’invitation',
  colleague_done: 'L’invitation est envoyée.',
  colleague_remove: 'Retirer l’accès',
  successor: 'Je n’exerce plus cette fonction',
  successor_note:
    'Dites-nous qui vous succède : votre délégation régionale confirmera, puis cette personne recevra le lien.',
  successor_name: 'Nom de la personne qui vous succède',
  successor_email: 'Son adresse électronique (facultatif)',
  successor_done: 'Merci. Votre délégation régionale va confirmer ce changement.',
  help: 'J’ai besoin d’aide',
  help_note: 'Votre message parvient à votre délégation régionale.',
  help_message: 'Votre question',
  help_telephone: 'Téléphone où vous joindre (facultatif)',
  help_done: 'Votre demande est envoyée. Votre délégation régionale vous répondra.',
  ask_name: 'Nom',
  ask_email: 'Adresse électronique',
  ask_word: 'Un mot pour cette personne (facultatif)',
  ask_send: 'Envoyer',
  list_title: 'Vos innovations',
  list_sent: 'Vos réponses envoyées',
  list_empty:
    'Vous n’avez encore rien décrit. Choisissez une action, un service ou une organisation dont vous êtes fiers : elle peut être petite.',
  describe: 'Décrire une innovation',
  describe_another: 'Décrire une autre innovation',
  untitled: 'Sans titre pour l’instant',
  changed_on: (when: string) => `Modifiée le ${when}`,
  resume: 'Reprendre',
  correct: 'Corriger et renvoyer',
  quit: 'Quitter',
  back_to_list: 'Toutes vos innovations',

  step_short: 'L’essentiel',
  step_rest: 'Pour aller plus loin',
  step_send: 'Relire et envoyer',
  step_resend: 'Relire et renvoyer',
  steps: 'Étapes',
  short_intro: 'Sauf mention contraire, chaque question est à remplir pour envoyer.',
  rest_intro:
    'Partie par partie, dans l’ordre qui vous convient. Rien n’est obligatoire pour envoyer ; les questions marquées « pour publier » seront nécessaires avant que la fiche paraisse.',
  parts: 'Parties',
  part_place: (n: number, total: number) => `Partie ${n} sur ${total}`,
  part_all: 'Toutes les parties',
  part_next: (title: string) => `Suite : ${title}`,
  part_before: (title: string) => `Retour : ${title}`,
  part_count: (answered: number, total: number) => `${answered} sur ${total}`,
  part_needed: (n: number, minutes: number) => `${n} à remplir pour publier, ${minutes} min`,
  part_ready: '✓ Prête à publier',
  part_done: '✓ Complète',
  part_optional: 'Facultatif',
  second_title: 'La seconde moitié, quand vous voudrez',
  second_needed: (n: number, minutes: number) =>
    `${n === 1 ? 'Une réponse manque' : `${n} réponses manquent`} encore pour que la fiche puisse paraître : environ ${minutes} minutes, en plusieurs fois s’il le faut, et à plusieurs. Tout s’enregistre au fur et à mesure.`,
  second_ready: 'Tout ce qu’il faut pour publier est là. Les autres questions, facultatives, enrichissent la fiche.',
  second_unsent: 'Vous avez complété votre réponse depuis l’envoi : renvoyez-la pour qu’elle soit lue.',
  second_begin: 'Compléter ma réponse',
  second_parts: 'Choisir une partie',
  second_word: (title: string) =>
    `Pouvez-vous m’aider à compléter notre réponse « ${title} » au recensement des innovations ?`,
  progress: (answered: number, total: number) => `${answered} ${answered < 2 ? 'réponse' : 'réponses'} sur ${total}`,
  back: 'Retour',

  saving: 'Enregistrement…',
  saved_at: (time: string) => `Enregistré à ${time}`,
  retrying: 'Échec de l’enregistrement, nouvel essai dans un instant. Vos réponses sont gardées sur cet appareil.',
  without_network:
    'Hors ligne. Continuez : vos réponses sont gardées sur cet appareil et partiront au retour du réseau.',
  attention: 'Une réponse n’est pas enregistrée : voyez le message à côté de la question.',
  idle: 'Vos réponses s’enregistrent toutes seules.',

  send: 'Envoyer ma réponse',
  send_again: 'Renvoyer ma réponse',
  nothing_new: 'Rien n’a changé depuis votre envoi : il n’y a rien à renvoyer.',
  sending: 'Envoi…',
  missing_submit: (n: number) =>
    n === 1 ? 'Il reste 1 réponse à compléter pour envoyer' : `Il reste ${n} réponses à compléter pour envoyer`,
  missing_publish: (n: number) =>
    n === 1
      ? '1 réponse sera nécessaire avant la publication'
      : `${n} réponses seront nécessaires avant la publication`,
  missing_publish_note: 'Vous pouvez envoyer sans elles ; la fédération vous les demandera.',
  unsaved: 'Certaines réponses ne sont pas encore enregistrées. Corrigez-les ou réessayez dans un instant.',
  moved_on: 'Cette réponse a changé d’état entre-temps : elle est relue.',

  thanks_title: 'Merci, votre réponse est envoyée',
  thanks_next:
    'Votre délégation régionale va la lire. Gardez votre lien : il vous permettra de suivre ce qu’elle devient.',
  comment_title: 'Message de la fédération',
  comment_lead: 'Avant d’aller plus loin, la fédération vous demande :',
  outdated_title: 'Réponses qui n’ont plus leur place',
  outdated_lead:
    'Le questionnaire a changé depuis que vous avez commencé. Ces réponses ne sont plus demandées : elles restent ici pour que vous puissiez les reprendre ailleurs.',
  outdated_here: 'Ce que vous veniez d’écrire n’est gardé que sur cet appareil.',
  outdated_forget: 'Je n’en ai plus besoin',
  withdraw: 'Retirer cette réponse',
  withdraw_title: 'Retirer cette réponse ?',
  withdraw_note:
    'Elle ne sera ni lue ni publiée, et vous ne pourrez plus la modifier. Vous pourrez en décrire une autre.',
  withdraw_yes: 'Oui, la retirer',
  withdraw_no: 'Non, la garder',
  withdraw_record: 'Retirer la fiche du répertoire',
  withdraw_record_title: 'Retirer la fiche du répertoire ?',
  withdraw_record_note:
    'Elle disparaît aussitôt pour tous les lecteurs, et les fédérations partenaires en sont averties.',
  record_gone: 'La fiche est retirée du répertoire.',
  see_record: 'Voir la fiche publiée',
  update_record: 'Mettre à jour cette fiche',
  copy_rejected: 'Repartir de ces réponses',
  copy_of_rejected: 'Voir la réponse qui en repart',
  answers_title: 'Votre réponse',
  print_summary: 'Imprimer le récapitulatif',
  summary_file: 'Récapitulatif',
  preparing: 'Préparation…',
  record_pdf: 'Télécharger la fiche (PDF)',
  blank_title: 'Préparer les réponses en équipe',
  blank_pdf: 'Questionnaire vierge à imprimer (PDF)',
  blank_docx: 'Questionnaire vierge à remplir (Word)',
  blank_file: 'Questionnaire vierge',
  privacy_title: 'Vos coordonnées et leur usage',
  privacy:
    'La fédération, responsable de traitement, utilise ces informations pour gérer le recensement des innovations et, selon votre choix, afficher un contact. Elles sont conservées le temps de la publication, puis trois ans. Vous pouvez y accéder, les corriger, les faire effacer ou vous opposer à leur diffusion à tout moment auprès d’elle, et saisir la CNIL.',

  state: {
    draft: 'À terminer',
    submitted: 'Envoyée',
    endorsed: 'Visée par votre délégation',
    changes_requested: 'À corriger',
    accepted: 'Acceptée',
    rejected: 'Non retenue',
    withdrawn: 'Retirée',
  } satisfies Record<SubmissionState, string> as Record<SubmissionState, string>,
  published: 'Publiée',
  state_next: {
    draft: 'Elle n’est pas encore envoyée : vous seuls la voyez, avec la fédération.',
    submitted: 'Votre délégation régionale la lit.',
    endorsed: 'Votre délégation l’a visée ; la fédération décide de la suite.',
    changes_requested: 'La fédération vous demande des précisions avant d’aller plus loin.',
    accepted: 'La fédération l’a acceptée et prépare la fiche.',
    rejected: 'La fédération ne l’a pas retenue. Vous pouvez repartir de ces réponses.',
    withdrawn: 'Vous l’avez retirée : elle ne sera ni lue ni publiée.',
  } as Record<SubmissionState, string>,
  published_next: 'La fiche est dans le répertoire.',
  records: recordWords,
  thread: threadWords,
  points: pointWords,
  edits: editWords,
}

/** What the page says, in one language. */
export type Messages = typeof fr
