import type { Audience } from '@essaim/shared/audience.ts'
import type { ConfirmationAnswer } from '@essaim/shared/own-records.ts'
import type { Head } from '@essaim/shared/submissions.ts'

/** What is said of records and of approvals, in French. */
export const recordWords = {
  similar: 'Proche de ce qui est déjà connu ici',
  similar_own: 'de votre association',
  take_up: 'Nous la reprenons',
  takes_up: (title: string | null) =>
    title
      ? `Votre réponse reprend « ${title} ».`
      : 'Votre réponse reprend une fiche qui n’est plus dans le répertoire.',
  takes_up_none: 'Finalement non',
  preview: 'La fiche telle que la verront…',
  readers: { public: 'Tout le monde', partners: 'Les partenaires', members: 'Les adhérents' },
  preview_none: 'La fiche ne leur sera pas montrée.',
  withdrawn: 'Retirée du répertoire',
  withdrawn_next: 'La fiche n’est plus dans le répertoire.',
  approval_title: 'Approuver la réponse de votre association',
  approval_lead:
    'Une réponse au recensement des innovations a été envoyée au nom de votre association. En l’approuvant, vous dites qu’elle s’y reconnaît. Ce lien ne sert qu’une fois.',
  approve: 'Approuver',
  approving: 'Envoi…',
  approved_title: 'C’est approuvé, merci',
  approved: (title: string, association: string) => `« ${title} » est approuvée au nom de ${association}.`,
  approval_used: 'Ce lien a déjà servi, ou une autre réponse a remplacé celle-ci. Il n’y a rien d’autre à faire.',
  approve_here: 'Approuver au nom de l’association',
  signed_off: (office: string, when: string) => `Approuvée par ${office} le ${when}.`,
  not_signed_off: 'La présidence ou la direction générale ne l’a pas encore approuvée.',
  offices: { president: 'la présidence', general_director: 'la direction générale' } satisfies Record<
    Head,
    string
  > as Record<Head, string>,
  records_title: 'Vos fiches publiées',
  records_lead: 'Dites en un clic si elles sont encore justes.',
  confirmed_on: (when: string) => `Confirmée le ${when}`,
  stale_since: (when: string) =>
    `Sans nouvelles de vous, ses lecteurs voient depuis le ${when} qu’elle n’est pas confirmée.`,
  seen: {
    consulted: (who: string) => `Consultée par : ${who}.`,
    copied: (who: string) => `Copiée par : ${who}.`,
  },
  sent_to: (who: string, when: string) => `Transmise à : ${who} le ${when}`,
  answers: {
    still_true: 'C’est toujours vrai',
    changed: 'Cela a changé',
    stopped: 'C’est arrêté',
    taken_up_elsewhere: 'C’est repris ailleurs',
  } satisfies Record<ConfirmationAnswer, string> as Record<ConfirmationAnswer, string>,
  noted: 'C’est noté, merci.',
  stop_title: 'Cette innovation est arrêtée ?',
  stop_note: 'La fiche quitte aussitôt le répertoire, et les fédérations partenaires en sont averties.',
  stop_yes: 'Oui, elle est arrêtée',
  stop_no: 'Non',
  readership: 'Restreindre qui peut lire la fiche',
  readership_note:
    'À tout moment, pour toute la fiche ou pour une réponse. L’effet est immédiat, aussi pour les versions anciennes ; les fédérations partenaires en sont averties.',
  readership_what: 'Quoi',
  readership_all: 'Toute la fiche',
  readership_who: 'Qui peut encore le lire',
  readership_do: 'Restreindre',
  readership_done: 'C’est fait.',
  readership_lift: 'Lever',
  audiences: {
    public: 'Tout le monde',
    partners: 'Les adhérents et les fédérations partenaires',
    members: 'Les adhérents',
    staff: 'La fédération seule',
  } satisfies Record<Audience, string> as Record<Audience, string>,
  narrowed: (what: string, who: string) => `${what} : ${who.toLowerCase()}`,
  narrowed_by_staff: 'restreint par la fédération',
  text_title: 'Pour votre propre site',
  copy: 'Copier le texte',
  copied: 'Copié',
}
