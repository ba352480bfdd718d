import type { Field, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'

// Another federation's questionnaire: nothing of it is known to the code, not a code nor a list.
const label = (fr: string) => ({ fr, en: null })
const options = (...codes: string[]) => codes.map((code) => ({ code, label: label(`Choix ${code}`) }))
const q = (code: string, kind: Question['kind'], more: Partial<Question> = {}): Question => ({
  code,
  kind,
  label: label(`Question ${code} ?`),
  audience: 'public',
  ...more,
})
const f = (code: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({
  code,
  kind,
  label: label(`Champ ${code}`),
  ...more,
})

const WHO = [
  { code: 'nous-seuls', label: label('Nous seuls'), audience: 'staff' as const },
  { code: 'notre-reseau', label: label('Notre réseau'), audience: 'members' as const },
  { code: 'chacun', label: label('Chacun'), audience: 'public' as const },
]

/** 30 questions of every kind, some bound to members of the record, with own options only. */
export const SECOND: QuestionnaireContent = {
  sections: [
    {
      code: 'porteur',
      title: label('Le porteur'),
      intro: null,
      questions: [
        q('nom_porteur', 'text', { binding: 'bearer.name', prefill: 'name', required: 'submit', search: 'B' }),
        q('numero', 'siren', { binding: 'bearer.siren' }),
        q('numero_site', 'siret'),
        q('journal_officiel', 'rna'),
        q('fichier_national', 'finess'),
        q('ou', 'commune', { binding: 'bearer.commune', prefill: 'commune' }),
        q('telephone_accueil', 'tel', {
          binding: 'contact.telephone',
          personal: true,
          audience: { from: 'qui_appelle', ceiling: 'partners' },
        }),
        q('messagerie', 'email', { binding: 'contact.email', personal: true, audience: 'members' }),
        q('qui_appelle', 'choice', { options: WHO, audience: 'staff', required: 'submit' }),
        q('page', 'url'),
      ],
    },
    {
      code: 'idee',
      title: label('L’idée'),
      intro: null,
      questions: [
        q('intitule', 'text', { binding: 'title', required: 'submit', max_length: 90, search: 'A' }),
        q('en_une_phrase', 'text', { binding: 'pitch', required: 'submit', max_length: 200, search: 'A' }),
        q('recit', 'longtext', {
          binding: 'summary',
          required: 'publish',
          min_length: 20,
          max_length: 4000,
          search: 'C',
        }),
        q('filiere', 'choice', {
          options: options('atelier', 'jardin', 'radio'),
          binding: 'main_theme',
          required: 'submit',
          facet: true,
        }),
        q('avec_qui', 'multichoice', {
          options: options('voisins', 'ecoles', 'mairies'),
          binding: 'publics',
          required: 'submit',
          max_items: 3,
          facet: true,
        }),
        q('maturite', 'choice', {
          options: options('esquisse', 'pilote', 'rodage', 'repandu'),
          binding: 'stage',
          required: 'submit',
          facet: true,
        }),
        q('preuves', 'longtext', {
          required: 'publish',
          condition: { op: 'gte', question: 'maturite', value: 'rodage' },
          search: 'C',
        }),
        q('zones', 'multichoice', { vocabulary: 'departements', binding: 'departments', required: 'submit' }),
        q('zone_principale', 'departement', {
          binding: 'main_department',
          required: 'submit',
          condition: { op: 'count_gte', question: 'zones', value: 2 },
        }),
        q('premiere_fois', 'date', { binding: 'started_on' }),
        q('derniere_fois', 'month'),
        q('mots', 'tags', { binding: 'tags', max_items: 5, search: 'B' }),
      ],
    },
    {
      code: 'moyens',
      title: label('Les moyens'),
      intro: null,
      questions: [
        q('saisons', 'integer', { min: 0, max: 40 }),
        q('note_moyenne', 'number', { min: 0, max: 20 }),
        q('depense', 'money', { min: 0, audience: 'members' }),
        q('en_plein_air', 'boolean', { facet: true }),
        q('equipiers', 'repeat', {
          max_items: 4,
          search: 'C',
          fields: [
            f('prenom', 'text', { required: 'submit', max_length: 40, audience: 'partners' }),
            f('role', 'choice', { options: options('anime', 'appuie') }),
            f('depuis', 'month'),
            f('jours', 'integer', { min: 0, max: 7 }),
          ],
        }),
        q('photo', 'file', { accept: ['image/png'] }),
        q('auto_evaluation', 'grid', {
          audience: 'partners',
          grid: {
            scale: [
              { code: 'peu', label: label('Peu'), value: 1 },
              { code: 'beaucoup', label: label('Beaucoup'), value: 3 },
            ],
            groups: [
              {
                code: 'utilite',
                label: label('Utilité'),
                criteria: [
                  { code: 'u1', label: label('Pour les gens') },
                  { code: 'u2', label: label('Pour l’équipe') },
                ],
              },
            ],
          },
        }),
        q('accord_final', 'consent', { audience: 'staff', required: 'submit' }),
      ],
    },
  ],
}
