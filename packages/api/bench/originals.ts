import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { PUBLICATION_ANSWERS, SHORT_ANSWERS } from '../test/factories.ts'

/** How many records are really projected; the others are copies of them. */
export const ORIGINALS = 510

/** In 2 % of the records, and in no other text. */
export const RARE_WORD = 'zoothérapie'
export const THEME = 'habitat-logement'
export const REGION = '53'

const THEMES = [
  'ecole-inclusive',
  'emploi-insertion-pro',
  'habitat-logement',
  'coordination-parcours',
  'tsa-scolarisation',
  'guidance-parentale',
  'accueil-protection',
  'jeunes-majeurs',
  'acces-droits',
  'aller-vers',
  'isolement',
  'repit',
  'sante-mentale',
  'inclusion-numerique',
  'formation',
]
const PUBLICS = [
  'tsa',
  'polyhandicap',
  'alzheimer',
  'enfants-ase',
  'mna',
  'aidants',
  'sans-domicile',
  'demandeurs-emploi',
  'exiles',
  'handicap-moteur',
]
const STAGES = ['conception', 'experimentation', 'developpement', 'perennisee', 'essaimage']
// One département in each of 17 regions.
const DEPARTMENTS = [
  '29',
  '971',
  '972',
  '973',
  '974',
  '976',
  '75',
  '45',
  '21',
  '76',
  '59',
  '67',
  '44',
  '33',
  '31',
  '69',
  '13',
]
const WORDS = [
  'accompagnement',
  'équipe',
  'famille',
  'autonomie',
  'quartier',
  'éducatrice',
  'parcours',
  'logement',
  'école',
  'bénévole',
  'territoire',
  'réunion',
  'semaine',
  'projet',
  'atelier',
  'coordination',
  'santé',
  'répit',
  'confiance',
  'médiation',
  'partenaire',
  'formation',
  'évaluation',
  'inclusion',
  'proximité',
  'domicile',
  'jeunesse',
  'emploi',
  'repas',
  'écoute',
  'droits',
  'parole',
  'professionnel',
  'commune',
  'association',
  'expérience',
]
const LINKS = ['avec', 'pour', 'dans', 'sur', 'par', 'sans', 'selon', 'vers']

/** The same numbers at each run: the data of two runs are the same. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0
    return (state >>> 8) % sides
  }
}

function prose(roll: (sides: number) => number, length: number): string {
  let text = ''
  while (text.length < length) {
    const words = Array.from({ length: 8 + roll(8) }, (_, i) =>
      i % 2 ? LINKS[roll(LINKS.length)] : `l’${WORDS[roll(WORDS.length)]}`,
    )
    const [first = '', ...rest] = words
    text += `${first.replace('l', 'L')} ${rest.join(' ')}. `
  }
  return text.trim()
}

/** The answers of the n-th record: about 3.3 kB of French text, the facets of a real one, one value for members only. */
export function answersOf(n: number): Answers {
  const roll = dice(n)
  const one = <T>(list: readonly T[], i: number) => list[i % list.length] as T
  const theme = one(THEMES, n)
  const long = {
    resume: 380,
    probleme: 420,
    description: 900,
    caractere_innovant: 420,
    effets_personnes: 420,
    reussites: 360,
    difficultes: 300,
  }
  const texts = Object.fromEntries(Object.entries(long).map(([question, length]) => [question, prose(roll, length)]))
  if (n % 50 === 0) texts.description += ` Séances de ${RARE_WORD} chaque semaine.`
  return {
    ...SHORT_ANSWERS,
    ...PUBLICATION_ANSWERS,
    ...texts,
    titre: `${prose(roll, 40).replaceAll('.', '')} (${n})`,
    accroche: prose(roll, 110),
    theme_principal: theme,
    themes: [theme, one(THEMES, n * 7 + 3)].filter((code, i, all) => all.indexOf(code) === i),
    publics: [one(PUBLICS, n), one(PUBLICS, n * 3 + 1)].filter((code, i, all) => all.indexOf(code) === i),
    stade: one(STAGES, n),
    // 17 and 15 have no common divisor: every theme meets every region
    departements: [one(DEPARTMENTS, n)],
  }
}
