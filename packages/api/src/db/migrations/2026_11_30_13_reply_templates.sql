-- What the federation writes again and again to associations: words with variables, which whoever writes completes.

create table reply_template (
  id uuid primary key,
  -- where it is offered
  use text not null check (use in ('request_changes', 'reject', 'accept', 'message')),
  name text not null check (length(name) between 1 and 120),
  body text not null check (length(body) between 1 and 4000),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- the list: order by use, name, id
create index reply_template_list on reply_template (use, name, id);

insert into reply_template (id, use, name, body) values
('019ad600-0000-7000-8000-000000000001', 'request_changes', 'Compléter la réponse',
'Merci pour « {{title}} ». Votre réponse retient notre attention, et il manque peu de chose pour qu’elle soit utile à vos pairs.

Pouvez-vous la compléter sur les points signalés ? Quelques lignes suffisent à chaque fois. Ce que vous avez déjà écrit est conservé.'),
('019ad600-0000-7000-8000-000000000002', 'request_changes', 'Rendre le texte accessible à tous',
'Merci pour « {{title}} ». Pour que des lecteurs d’un autre secteur que le vôtre la comprennent du premier coup, pouvez-vous développer les sigles et remplacer les termes propres à {{association}} ?

Imaginez que vous en parlez à un collègue qui ne connaît pas vos établissements : cela suffit.'),
('019ad600-0000-7000-8000-000000000003', 'request_changes', 'Retirer ce qui désigne une personne',
'Votre réponse « {{title}} » contient de quoi reconnaître une personne accompagnée ou un membre de sa famille. Même avec son accord, nous ne pouvons pas la diffuser ainsi.

Pouvez-vous remplacer les noms, les dates et les lieux trop précis par une description générale ? Nous reprendrons aussitôt la lecture.'),
('019ad600-0000-7000-8000-000000000004', 'request_changes', 'Dire ce qui a changé pour les personnes',
'Merci pour « {{title}} ». Le dispositif est bien décrit. Il nous manque ce qu’il a changé : pour les personnes accompagnées, pour leurs proches, pour vos équipes.

Un chiffre, un exemple ou ce que vous avez constaté suffit. Si rien n’a encore été mesuré, dites-le simplement : c’est une réponse.'),
('019ad600-0000-7000-8000-000000000005', 'reject', 'Hors du champ du recensement',
'Nous vous remercions d’avoir présenté « {{title}} ». Après lecture, nous ne la publierons pas : elle décrit une activité que la plupart des adhérents mènent déjà, alors que le répertoire rassemble ce qui est nouveau pour un territoire, un public ou une manière de faire.

Cela ne dit rien de la qualité de votre travail. Si une part de cette activité est nouvelle, décrivez-la seule : vous pouvez repartir de votre réponse sans la ressaisir. {{delegation}} peut vous y aider.'),
('019ad600-0000-7000-8000-000000000006', 'reject', 'Déjà décrite dans une autre réponse',
'Nous vous remercions pour « {{title}} ». Cette initiative figure déjà dans une autre réponse de {{association}} : pour que vos pairs n’en trouvent qu’une fiche, nous gardons celle-ci et ne publierons pas les deux.

Si quelque chose manque à la première, vous pouvez la compléter à tout moment depuis votre espace.'),
('019ad600-0000-7000-8000-000000000007', 'reject', 'Trop peu d’éléments pour publier',
'Nous vous remercions pour « {{title}} ». Malgré nos échanges, il nous manque de quoi la présenter utilement à d’autres associations, et nous ne pouvons pas la publier en l’état.

Ce n’est pas un refus définitif : quand le projet aura avancé, reprenez votre réponse là où elle en est et envoyez-la de nouveau. {{delegation}} se tient à votre disposition.'),
('019ad600-0000-7000-8000-000000000008', 'accept', 'Remerciements et suite',
'Votre réponse « {{title}} » est retenue. Nous vous remercions, ainsi que les équipes de {{association}}, du temps que vous y avez consacré.

La fiche paraîtra bientôt dans le répertoire de {{federation}}. Vous en recevrez l’adresse, et vous pourrez à tout moment en restreindre la diffusion ou la retirer.'),
('019ad600-0000-7000-8000-000000000009', 'message', 'Remerciements pour l’envoi',
'Nous avons bien reçu « {{title}} » et nous vous en remercions. {{delegation}} la lit et revient vers vous si une précision est nécessaire.

Vous n’avez rien d’autre à faire pour le moment.'),
('019ad600-0000-7000-8000-000000000010', 'message', 'Proposer d’en parler au téléphone',
'Votre réponse « {{title}} » nous intéresse, et quelques minutes au téléphone iraient plus vite que des allers-retours écrits.

Quand pouvons-nous vous joindre, et à quel numéro ? Répondez simplement à ce message.'),
('019ad600-0000-7000-8000-000000000011', 'message', 'Rappeler des corrections attendues',
'Nous vous avions demandé quelques précisions sur « {{title}} » et, sauf erreur, nous ne les avons pas encore reçues.

Elles demandent peu de temps, et vos réponses sont conservées là où vous les avez laissées. Si quelque chose vous arrête, dites-le-nous ici : nous trouverons une solution ensemble.');
