import type { Language } from '../lib/problem.ts'
import { type Html, html } from './page.ts'

const WORDS = {
  fr: {
    title: 'Essaim',
    lead: 'Le répertoire des innovations sociales d’une fédération d’associations : ses adhérents les décrivent, la fédération les publie, ses partenaires les suivent.',
    doors: 'Par où entrer',
    admin: 'La console',
    adminFor: 'pour l’équipe de la fédération et de ses délégations régionales',
    guide: 'Le guide du partenaire',
    guideFor: 'pour suivre les fiches publiées avec une clé',
    reference: 'La référence de l’API',
    referenceFor: 'chaque opération, avec ses exemples',
    data: 'Les fiches publiées',
    dataFor: 'en JSON, sous Licence Ouverte 2.0',
    answer: 'Vous répondez au questionnaire ? Ouvrez le lien personnel que votre fédération vous a envoyé.',
  },
  en: {
    title: 'Essaim',
    lead: 'The directory of social innovations of a federation of associations: its members describe them, the federation publishes them, its partners follow them.',
    doors: 'Ways in',
    admin: 'The console',
    adminFor: 'for the staff of the federation and of its regional delegations',
    guide: 'The partner’s guide',
    guideFor: 'to follow published records with a key',
    reference: 'The API reference',
    referenceFor: 'every operation, with examples',
    data: 'The published records',
    dataFor: 'as JSON, under Open Licence 2.0',
    answer: 'Here to answer the questionnaire? Open the personal link that your federation sent you.',
  },
}

/** The page that leads to all the others. */
export function homePage(
  language: Language,
  console: boolean,
  adminOrigin: string | null,
): { title: string; body: Html } {
  const words = WORDS[language]
  const admin = console ? '/admin/' : adminOrigin
  return {
    title: words.title,
    body: html`<h1>${words.title}</h1>
<p>${words.lead}</p>
<h2>${words.doors}</h2>
<ul class="doors">
${admin !== null && html`<li><a href="${admin}">${words.admin}</a>, ${words.adminFor}</li>`}
<li><a href="/docs">${words.guide}</a>, ${words.guideFor}</li>
<li><a href="/docs/reference">${words.reference}</a>, ${words.referenceFor} (<a href="/openapi.json">OpenAPI 3.1</a>)</li>
<li><a href="/v1/innovations">${words.data}</a>, ${words.dataFor}</li>
</ul>
<p>${words.answer}</p>`,
  }
}
