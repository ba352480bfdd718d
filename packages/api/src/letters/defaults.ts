import { LETTER_KINDS, type LetterKind } from '@essaim/shared/campaigns.ts'

type Words = { subject: string; body: string }

const WORDS: Record<LetterKind, Words> = {
  announcement: {
    subject: 'Le {{opens_on}}, {{federation}} ouvre « {{campaign}} »',
    body: `{{salutation}}

Dans vos établissements et vos services, des équipes inventent chaque jour des réponses nouvelles aux besoins des personnes qu’elles accompagnent. Trop souvent, ces réponses restent connues d’elles seules. {{federation}} veut les faire connaître, avec vous et à votre service.

**Le {{opens_on}}, nous ouvrirons « {{campaign}} ».** Vous recevrez ce jour-là un lien personnel vers un questionnaire, pour **{{association}}**. Il restera ouvert jusqu’au **{{closes_on}}**.

{{purpose}}

Ce que vous décrirez servira :

- à vos pairs, qui pourront s’en inspirer et l’adapter chez eux ;
- aux professionnels de vos équipes, dont le savoir-faire sera nommé et reconnu ;
- aux personnes accompagnées, quand une bonne idée passe d’une association à une autre ;
- à notre parole commune devant les pouvoirs publics, appuyée sur des exemples concrets.

Pour vous préparer avec votre équipe, voici le questionnaire vierge :

- à imprimer (PDF) : {{blank_pdf}}
- à remplir à l’ordinateur (Word) : {{blank_docx}}

Vous n’avez rien à nous renvoyer aujourd’hui. Parlez-en seulement autour de vous : quelle initiative de votre association mériterait d’être connue ailleurs ? Elle n’a besoin d’être ni grande ni achevée.

Votre interlocuteur de proximité : {{delegation}}.

Nous vous remercions de l’attention que vous porterez à cette démarche, qui n’existera que par vous.`,
  },
  invitation: {
    subject: '{{campaign}} : votre questionnaire est ouvert jusqu’au {{closes_on}}',
    body: `{{salutation}}

« {{campaign}} » est ouvert. Nous vous invitons à y présenter ce que **{{association}}** a imaginé de neuf pour les personnes qu’elle accompagne, pour ses équipes ou pour son territoire.

**Comptez {{minutes}} minutes.** Vos réponses s’enregistrent au fur et à mesure : vous pouvez vous interrompre, reprendre sur un autre appareil, ou confier la suite à une personne de votre équipe.

Votre lien personnel :

{{link}}

{{purpose}}

Trois précisions utiles :

- un projet modeste, récent ou encore fragile a toute sa place ;
- si vous n’avez rien à déclarer cette fois, dites-le en un clic : c’est aussi une réponse, et nous ne vous relancerons pas ;
- rien n’est publié sans relecture, et vous choisissez ce qui est diffusé.

Le questionnaire ferme le **{{closes_on}}**. D’ici là, {{delegation}} peut vous aider à le remplir.

Ce lien vous est propre : il ouvre les réponses de votre association, merci de ne pas le diffuser.

Avec nos remerciements pour le temps que vous y consacrerez.`,
  },
  reminder: {
    subject: '{{campaign}} : la voix de {{association}} nous manque encore',
    body: `{{salutation}}

Nous vous avons écrit au sujet de « {{campaign}} ». Sauf erreur, nous n’avons pas encore reçu la réponse de **{{association}}**, et nous savons combien vos journées sont pleines.

{{minutes}} minutes suffisent pour décrire une première innovation. Si vous avez commencé, vous retrouverez vos réponses là où vous les avez laissées.

{{link}}

Depuis cette page, vous pouvez aussi transmettre l’invitation à la personne la mieux placée pour répondre, demander de l’aide, ou indiquer que vous n’avez rien à déclarer.

Le questionnaire ferme le **{{closes_on}}**. {{delegation}} se tient à votre disposition.

Merci de votre concours.`,
  },
  last_call: {
    subject: '{{campaign}} : derniers jours, fermeture le {{closes_on}}',
    body: `{{salutation}}

« {{campaign}} » ferme le **{{closes_on}}**. C’est le dernier message que nous vous adressons à ce sujet.

Si **{{association}}** souhaite y figurer, il est encore temps : {{minutes}} minutes permettent de décrire l’essentiel, et les détails pourront être complétés ensuite.

{{link}}

Si vous préférez ne pas répondre, ou si vous n’avez rien à déclarer, un clic sur cette même page suffit à nous le dire.

Nous vous remercions de votre attention.`,
  },
  completion: {
    subject: '« {{title}} » : encore quelques précisions avant la publication',
    body: `{{salutation}}

Merci d’avoir présenté « {{title}} » au nom de **{{association}}**. Votre réponse est bien enregistrée.

Pour qu’elle puisse être publiée et servir à d’autres, il y manque encore quelques précisions. La page ci-dessous vous montre lesquelles, et seulement celles-là :

{{link}}

Vous pouvez les donner en plusieurs fois, ou confier cette partie à une personne de votre équipe. {{delegation}} peut aussi les recueillir avec vous par téléphone.

Avec nos remerciements.`,
  },
  thanks: {
    subject: 'Merci : nous avons bien reçu « {{title}} »',
    body: `{{salutation}}

Nous avons bien reçu la réponse de **{{association}}** : « {{title}} ». Merci à vous et à toutes celles et ceux qui y ont contribué.

La suite est simple : {{delegation}} relit votre réponse, revient vers vous si un point demande une précision, puis la transmet à {{federation}} pour publication. Nous vous écrirons à ce moment-là.

Vous pouvez à tout moment relire ce que vous avez envoyé, ou présenter une autre innovation :

{{link}}

Bien à vous.`,
  },
  publication: {
    subject: '« {{title}} » est publié',
    body: `{{salutation}}

Nous avons le plaisir de vous annoncer que « {{title}} », présenté par **{{association}}**, figure désormais au répertoire des innovations de {{federation}} :

{{public_url}}

Pour l’imprimer ou la joindre à un courriel, en PDF :

{{record_pdf}}

Et pour votre propre site, un texte court à reprendre tel quel :

{{site_text}}

N’hésitez pas à faire connaître cette adresse à vos équipes, à votre conseil d’administration et à vos partenaires : elle ne changera pas.

La fiche reste la vôtre. Vous pouvez en restreindre la diffusion, la mettre à jour ou la faire retirer depuis votre page :

{{link}}

Merci d’avoir partagé ce savoir-faire.`,
  },
}

/** The words proposed for each letter of a new campaign, in the order in which they are received. */
export const defaultLetters = (): ({ kind: LetterKind } & Words)[] =>
  LETTER_KINDS.map((kind) => ({ kind, ...WORDS[kind] }))

export const defaultLetter = (kind: LetterKind): Words => WORDS[kind]
