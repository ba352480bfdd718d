import type { Field, Question, QuestionnaireContent, TermLookup } from './model.ts'

/** A question with the members that a test does not care about. */
export function aQuestion(question: Partial<Question> & Pick<Question, 'code' | 'kind'>): Question {
  return { label: { fr: question.code, en: null }, audience: 'public', ...question }
}

/** A field of a group with the members that a test does not care about. */
export function aField(field: Partial<Field> & Pick<Field, 'code' | 'kind'>): Field {
  return { label: { fr: field.code, en: null }, ...field }
}

/** A questionnaire of one section. */
export function contentOf(...questions: Question[]): QuestionnaireContent {
  return { sections: [{ code: 'section', title: { fr: 'Section', en: null }, questions }] }
}

const options = (...codes: string[]) => codes.map((code) => ({ code, label: { fr: `Choix ${code}`, en: null } }))
const heard = [
  { code: 'nous', label: { fr: 'Nous', en: 'Us' }, audience: 'staff' as const },
  { code: 'tous', label: { fr: 'Tout le monde', en: 'Everyone' }, audience: 'public' as const },
]

/** A questionnaire with every kind of question, for the tests. */
export const EXAMPLE: QuestionnaireContent = contentOf(
  aQuestion({ code: 'nom', kind: 'text', required: 'submit', max_length: 40, binding: 'title', prefill: 'name' }),
  aQuestion({ code: 'recit', kind: 'longtext', required: 'publish', min_length: 20, max_length: 200, search: 'B' }),
  aQuestion({
    code: 'courriel',
    kind: 'email',
    personal: true,
    audience: { from: 'portee_contact', ceiling: 'partners' },
  }),
  aQuestion({ code: 'portee_contact', kind: 'choice', options: heard, audience: 'staff', default: 'nous' }),
  aQuestion({ code: 'telephone', kind: 'tel' }),
  aQuestion({ code: 'site', kind: 'url' }),
  aQuestion({ code: 'siren', kind: 'siren' }),
  aQuestion({ code: 'siret', kind: 'siret' }),
  aQuestion({ code: 'rna', kind: 'rna' }),
  aQuestion({ code: 'finess', kind: 'finess' }),
  aQuestion({ code: 'effectif', kind: 'integer', min: 0, max: 5000 }),
  aQuestion({ code: 'taux', kind: 'number' }),
  aQuestion({ code: 'budget', kind: 'money', min: 0, audience: 'members' }),
  aQuestion({ code: 'numerique', kind: 'boolean' }),
  aQuestion({
    code: 'outil',
    kind: 'text',
    required: 'submit',
    condition: { op: 'eq', question: 'numerique', value: true },
  }),
  aQuestion({ code: 'accord', kind: 'consent', required: 'submit', audience: 'staff' }),
  aQuestion({ code: 'jour', kind: 'date' }),
  aQuestion({ code: 'debut', kind: 'month' }),
  aQuestion({
    code: 'niveau',
    kind: 'choice',
    options: options('bas', 'moyen', 'haut'),
    required: 'submit',
    facet: true,
  }),
  aQuestion({
    code: 'preuve',
    kind: 'text',
    required: 'publish',
    condition: { op: 'gte', question: 'niveau', value: 'moyen' },
  }),
  aQuestion({ code: 'publics', kind: 'multichoice', vocabulary: 'publics', max_items: 3, binding: 'publics' }),
  aQuestion({
    code: 'principal',
    kind: 'choice',
    vocabulary: 'publics',
    required: 'submit',
    condition: {
      op: 'all',
      conditions: [
        { op: 'count_gte', question: 'publics', value: 2 },
        { op: 'not', condition: { op: 'eq', question: 'niveau', value: 'bas' } },
      ],
    },
  }),
  aQuestion({ code: 'commune', kind: 'commune' }),
  aQuestion({ code: 'departement', kind: 'departement' }),
  aQuestion({ code: 'mots', kind: 'tags', max_items: 4 }),
  aQuestion({
    code: 'partenaires',
    kind: 'repeat',
    max_items: 3,
    fields: [
      aField({ code: 'nom', kind: 'text', required: 'submit', max_length: 50 }),
      aField({ code: 'roles', kind: 'multichoice', options: options('pilote', 'appui') }),
      aField({ code: 'depuis', kind: 'month' }),
      aField({ code: 'referent', kind: 'text', personal: true, audience: 'members' }),
    ],
  }),
  aQuestion({ code: 'photo', kind: 'file', accept: ['image/png'] }),
  aQuestion({
    code: 'grille',
    kind: 'grid',
    audience: 'staff',
    grid: {
      scale: [
        { code: 'non', label: { fr: 'Non', en: null }, value: 0 },
        { code: 'oui', label: { fr: 'Oui', en: null }, value: 1 },
      ],
      groups: [
        {
          code: 'besoin',
          label: { fr: 'Besoin', en: null },
          criteria: [
            { code: 'b1', label: { fr: 'Besoin établi', en: null } },
            { code: 'b2', label: { fr: 'Besoin mal couvert', en: null } },
          ],
        },
      ],
    },
  }),
)

const VOCABULARIES: Record<string, string[]> = {
  publics: ['enfants', 'adultes', 'aines', 'aidants'],
  communes: ['29232', '2A004', '01053'],
  departements: ['01', '22', '29', '2A'],
}

const PHOTO = '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'

/** The terms that the example knows. */
export const exampleTerms: TermLookup = (vocabulary, code) =>
  (vocabulary === 'files' && code === PHOTO) || (VOCABULARIES[vocabulary]?.includes(code) ?? false)

/** The same terms with labels, as `answersSchema` asks for them. */
export const exampleVocabularies = (vocabulary: string) =>
  (VOCABULARIES[vocabulary] ?? []).map((code) => ({ code, label: { fr: `Terme ${code}`, en: null } }))

/** Answers to every question of the example, nothing missing or wrong. */
export function completeAnswers(): Record<string, unknown> {
  return {
    nom: 'La garderie solidaire',
    recit: 'Une garderie ouverte le samedi, tenue par des voisins.',
    courriel: 'accueil@association.example',
    portee_contact: 'nous',
    telephone: '02 98 00 00 00',
    site: 'https://association.example/garderie?page=1',
    siren: '732829320',
    siret: '73282932000074',
    rna: 'W9R1011072',
    finess: '2B0002638',
    effectif: 12,
    taux: 0.5,
    budget: 12_000.5,
    numerique: true,
    outil: 'Un agenda partagé',
    accord: true,
    jour: '2024-02-29',
    debut: '2022-06',
    niveau: 'moyen',
    preuve: 'Un bilan',
    publics: ['enfants', 'adultes'],
    principal: 'enfants',
    commune: '29232',
    departement: '29',
    mots: ['répit', 'samedi'],
    partenaires: [{ id: 'p1', nom: 'La mairie', roles: ['appui'], depuis: '2022-06', referent: 'Une personne' }],
    photo: PHOTO,
    grille: { b1: 'oui', b2: 'non' },
  }
}
