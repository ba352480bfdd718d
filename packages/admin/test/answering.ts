import type { Locator, Page } from 'playwright-core'

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
// What the form writes beside a question's label.
const named = (label: string) => new RegExp(`^${escaped(label)}( – (pour publier|facultatif))?$`)

// A choice's help is part of its name.
const begins = (label: string) => new RegExp(`^${escaped(label)}`)

/** Answers a question of the form as a person does: finds it by its label, then types, chooses or ticks. */
export async function answer(page: Page, label: string, value: string | string[] | true): Promise<void> {
  const group = page.getByRole('group', { name: named(label) })
  const field = page.getByRole('textbox', { name: named(label) }).or(page.getByRole('combobox', { name: named(label) }))
  const box = page.getByRole('checkbox', { name: label, exact: true })
  await group.or(field).or(box).first().waitFor()
  if (value === true) await box.check()
  else if (await group.count()) await answerGroup(group, value)
  else if ((await field.getAttribute('role')) === 'combobox')
    for (const one of [value].flat()) await choose(page, field, one)
  else if (typeof value === 'string') await write(page, field, value)
  else throw new Error(`${label}: several values, but a single field`)
}

async function answerGroup(group: Locator, value: string | string[]): Promise<void> {
  if (Array.isArray(value)) {
    for (const one of value) await group.getByRole('checkbox', { name: begins(one) }).check()
    return
  }
  const month = /^(\S+) (\d{4})$/.exec(value)
  if (month) {
    await group.getByLabel('Mois').selectOption({ label: month[1] ?? '' })
    await write(group.page(), group.getByLabel('Année'), month[2] ?? '')
  } else await group.getByRole('radio', { name: begins(value) }).check()
}

/** The keyboard alone: letters, an arrow to the first proposal, Enter. */
async function choose(page: Page, field: Locator, value: string): Promise<void> {
  await field.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(value)
  await page.getByRole('option').filter({ hasText: value }).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('listbox').waitFor({ state: 'hidden' })
}

async function write(page: Page, field: Locator, value: string): Promise<void> {
  await field.focus()
  await page.keyboard.press('ControlOrMeta+a')
  // What is long is pasted, as people do.
  if (value.length > 120) await page.keyboard.insertText(value)
  else await page.keyboard.type(value)
}

/** The 19 questions of the short version, by their labels. */
export const SHORT: Record<string, string | string[] | true> = {
  'Nom de l’association ou de l’organisme gestionnaire': 'Association des Genêts',
  'Commune du siège': 'Quimper',
  'Prénom et nom': 'Camille Exemple',
  Fonction: 'Directrice générale',
  'Courriel professionnel': 'direction@genets.example',
  'Qui peut voir ce contact ?': 'Les adhérents du réseau',
  Titre: 'Des élèves qui s’autorégulent',
  'En une phrase': 'Une équipe médico-sociale dans l’école, pour que chacun y apprenne.',
  'De quoi s’agit-il ?': 'Innovation',
  'Thème principal': 'Scolarisation des élèves autistes',
  'Publics concernés': ['Personnes avec troubles du spectre de l’autisme'],
  Échelle: 'Département',
  'Départements concernés': ['Finistère'],
  Début: 'septembre 2022',
  'Stade de développement': 'Essaimage, changement d’échelle',
  'Qui peut lire la fiche ?': 'Tout public',
  'Je certifie l’exactitude des informations et disposer des droits sur les contenus.': true,
  'La fiche ne contient aucune donnée identifiant une personne accompagnée (nom, photo sans accord, situation reconnaissable).': true,
  'J’ai lu l’information sur l’usage des données de contact.': true,
}

/** What publication needs beside them, by the titles of the sections that hold it. */
export const PUBLICATION: Record<string, Record<string, string | string[]>> = {
  'La structure porteuse': { 'Numéro SIREN': '775 672 272', 'Secteurs d’activité': ['Handicap'] },
  'La personne à contacter': { 'Nom du directeur ou de la directrice ayant donné son accord': 'Dominique Exemple' },
  'L’innovation en bref': {
    Résumé:
      'Dans une école ordinaire, une équipe médico-sociale et les enseignants forment ensemble les élèves autistes à reconnaître et à régler eux-mêmes leurs émotions. Chaque classe apprend avec eux, et les familles suivent chaque semaine ce qui change.',
    'Type d’innovation': ['Nouveau service ou nouvelle prestation'],
    'Degré de nouveauté': 'Nouveau sur notre territoire',
  },
  'Le besoin': {
    'À quel problème ou besoin répondez-vous ?':
      'Les enfants étaient scolarisés à temps partiel, loin de leur quartier.',
  },
  'La réponse apportée': {
    'Décrivez la réponse': 'Un éducateur et un enseignant supplémentaires travaillent dans l’école à plein temps.',
    'En quoi est-ce innovant ?': 'Toute l’école est formée, pas seulement la classe.',
  },
  'Participation et partenaires': { 'Place des personnes concernées': 'Consultées' },
  'Résultats et impact': {
    'Niveau de mesure': 'Indicateurs suivis avant/après',
    'Effets pour les personnes et leurs proches': 'Les enfants vont à l’école à temps plein.',
  },
  'Enseignements et transfert': {
    'Conditions de réussite': 'L’accord de toute l’équipe enseignante.',
    'Difficultés et freins, et comment vous les avez levés': 'Le recrutement, levé par une formation commune.',
  },
  'Diffusion et engagements': { 'Licence de réutilisation du texte': 'Licence Ouverte 2.0' },
}
