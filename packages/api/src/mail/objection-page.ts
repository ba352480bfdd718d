import type { Language } from '../lib/problem.ts'
import { type Html, html } from '../site/page.ts'

type Page = { title: string; language: Language; body: Html }

const WORDS = {
  fr: {
    title: 'Ne plus recevoir de lettres',
    ask: 'Voulez-vous que la fédération n’écrive plus à cette adresse au sujet du recensement ?',
    button: 'Ne plus m’écrire',
    done: 'C’est noté : plus aucune lettre du recensement ne sera envoyée à cette adresse.',
  },
  en: {
    title: 'Stop receiving letters',
    ask: 'Do you want the federation to stop writing to this address about the census?',
    button: 'Stop writing to me',
    done: 'Noted: no letter of the census will be sent to this address any more.',
  },
}

/** Asks whoever follows the address of a letter: only the button objects. */
export const askPage = (language: Language): Page => ({
  title: WORDS[language].title,
  language,
  body: html`<h1>${WORDS[language].title}</h1>
<p>${WORDS[language].ask}</p>
<form method="post"><button type="submit">${WORDS[language].button}</button></form>`,
})

/** Says that the objection is noted. */
export const donePage = (language: Language): Page => ({
  title: WORDS[language].title,
  language,
  body: html`<h1>${WORDS[language].title}</h1>
<p>${WORDS[language].done}</p>`,
})
