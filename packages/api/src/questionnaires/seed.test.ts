import { answersSchema } from '@essaim/shared/questionnaires/answers-schema.ts'
import { audienceOf, reachOf } from '@essaim/shared/questionnaires/audience.ts'
import { checkContent } from '@essaim/shared/questionnaires/check.ts'
import { isShown } from '@essaim/shared/questionnaires/conditions.ts'
import { contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import { QUESTIONNAIRE_SCHEMAS } from '@essaim/shared/questionnaires/model.ts'
import { normaliseAnswers } from '@essaim/shared/questionnaires/normalise.ts'
import { knownContact, startAnswers } from '@essaim/shared/questionnaires/prefill.ts'
import { questionMap, questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { shapeFaults } from '@essaim/shared/questionnaires/shape.ts'
import { Label } from '@essaim/shared/schema.ts'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { seedTerms } from '../vocabularies/seed.ts'
import { defaultQuestionnaire } from './seed.ts'

const content = defaultQuestionnaire()
const vocabularies = new Map(seedTerms().map(({ code, terms }) => [code, terms]))
const terms = (vocabulary: string, code: string) =>
  vocabulary === 'communes'
    ? ['29232', '19207'].includes(code)
    : (vocabularies.get(vocabulary)?.some((term) => term.code === code) ?? false)
const questions = questionsOf(content)
const questionOf = (code: string) => {
  const question = questionMap(content).get(code)
  if (!question) throw new Error(`no question ${code}`)
  return question
}

const SHORT =
  'titre accroche nature theme_principal publics echelle departements date_debut stade structure_nom structure_commune contact_nom contact_fonction contact_courriel contact_diffusion portee exactitude anonymat info_rgpd'.split(
    ' ',
  )

const shortAnswers = {
  structure_nom: 'Association des Genêts',
  structure_commune: '29232',
  contact_nom: 'Camille Exemple',
  contact_fonction: 'Directrice générale',
  contact_courriel: 'direction@genets.example',
  contact_diffusion: 'adherents',
  titre: 'Des élèves qui s’autorégulent',
  accroche: 'Une équipe médico-sociale dans l’école.',
  nature: 'innovation',
  theme_principal: 'tsa-scolarisation',
  publics: ['tsa'],
  echelle: 'etablissement',
  departements: ['29'],
  date_debut: '2022-09',
  stade: 'essaimage',
  portee: 'tout-public',
  exactitude: true,
  anonymat: true,
  info_rgpd: true,
}

describe('the default questionnaire', () => {
  it('is sound, of the declared type, and draws on vocabularies that exist', () => {
    const ajv = addFormats.default(new Ajv2020.default({ strict: true, allowUnionTypes: true }))
    const validate = ajv.addSchema(Label).addSchema(QUESTIONNAIRE_SCHEMAS).getSchema('QuestionnaireContent')
    expect(validate?.(content), JSON.stringify(validate?.errors)).toBe(true)
    expect(checkContent(content, (code) => vocabularies.has(code))).toEqual([])
    for (const { order, vocabulary } of questions)
      for (const code of order ?? []) expect(terms(vocabulary ?? '', code)).toBe(true)
  })

  it('has 14 sections and the 90 questions of the census, and one more for the main département', () => {
    expect(content.sections).toHaveLength(14)
    expect(questions).toHaveLength(91)
  })

  it('asks 19 questions to hand in, which are the short version, and 16 more to publish', () => {
    const required = (when: string) =>
      questions.filter((question) => question.required === when).map(({ code }) => code)
    expect(required('submit').toSorted()).toEqual(SHORT.toSorted())
    expect(
      questions
        .filter(({ short }) => short)
        .map(({ code }) => code)
        .toSorted(),
    ).toEqual(SHORT.toSorted())
    expect(required('publish')).toHaveLength(16)
  })

  it('is handed in with the short version', () => {
    expect(shapeFaults(content, shortAnswers, terms)).toEqual([])
    expect(contentIssues(content, shortAnswers, terms).filter(({ blocks }) => blocks === 'submit')).toEqual([])
    expect(contentIssues(content, shortAnswers, terms).filter(({ blocks }) => blocks === 'publish')).toHaveLength(15)
  })

  it('compiles to a schema that a script can follow', () => {
    const schema = answersSchema(content, (code) => vocabularies.get(code) ?? [], {
      id: 'https://essaim.example/schema',
      title: 'Recensement',
    })
    const validate = addFormats.default(new Ajv2020.default({ strict: true, allErrors: true })).compile(schema)
    expect(validate(shortAnswers), JSON.stringify(validate.errors)).toBe(true)
    for (const code of SHORT)
      expect(validate(Object.fromEntries(Object.entries(shortAnswers).filter(([key]) => key !== code))), code).toBe(
        false,
      )
    const { departements: _, ...national } = { ...shortAnswers, echelle: 'national' }
    expect(validate(national)).toBe(true)
    expect(JSON.stringify(schema).length).toBeLessThan(200_000)
  })

  it('codes the six innovations of the demonstration', () => {
    const codings = [
      {
        theme_principal: 'projet-de-vie',
        publics: ['handicap-tous', 'aidants'],
        stade: 'essaimage',
        nature: 'innovation',
        types: ['service', 'metier'],
        evaluation: '5',
        serafin_prestations: ['2.3.1.1', '2.4.1'],
        strategie: ['fertilisation', 'duplication'],
      },
      {
        theme_principal: 'tsa-scolarisation',
        publics: ['tsa'],
        ages: ['6-12'],
        stade: 'essaimage',
        types: ['service', 'partenariat'],
        evaluation: '5',
        departements: ['19'],
        structure_commune: '19207',
        etablissements: [
          { id: 'a', categorie: '183' },
          { id: 'b', categorie: '182' },
        ],
      },
      {
        theme_principal: 'telesante',
        publics: ['tsa', 'epilepsie-maladies'],
        ages: ['26-59'],
        stade: 'perennisee',
        types: ['service', 'numerique'],
        evaluation: '1',
        serafin_prestations: ['2.1.1.1'],
        departements: ['36'],
      },
      { theme_principal: 'emploi-insertion-pro', publics: ['handicap-psychique'], departements: ['95'] },
      { theme_principal: 'emploi-insertion-pro', publics: ['justice', 'handicap-tous'], departements: ['68'] },
      {
        theme_principal: 'repit',
        publics: ['parents-familles', 'petite-enfance'],
        stade: 'experimentation',
        departements: ['33'],
      },
    ]
    for (const coding of codings) expect(shapeFaults(content, coding, terms)).toEqual([])
  })

  it.each<[string, Record<string, unknown>, boolean]>([
    ['structure_rna', { structure_statut: 'association-loi-1901' }, true],
    ['structure_rna', { structure_statut: 'fondation' }, false],
    ['image_alt', {}, false],
    ['serafin_besoins', { structure_secteurs: ['handicap'] }, true],
    ['serafin_prestations', { structure_secteurs: ['formation'] }, false],
    ['numerique_detail', { numerique: true }, true],
    ['derogation_cadre', { derogation: false }, false],
    ['departements', { echelle: 'national' }, false],
    ['departements', {}, true],
    ['departement_principal', { departements: ['22', '29'] }, true],
    ['departement_principal', { departements: ['29'] }, false],
    ['departement_principal', { departements: ['22', '29'], echelle: 'europeen' }, false],
    ['evaluateur', { evaluation: '4' }, true],
    ['evaluateur', { evaluation: '3' }, false],
    ['methodes', { evaluation: '1' }, true],
    ['methodes', { evaluation: '0' }, false],
    ['essaimages', { deja_essaime: true }, true],
    ['licence', { portee: 'reseau-et-partenaires' }, true],
    ['licence', { portee: 'adherents' }, false],
  ])('%s with %j shows: %s', (code, answers, expected) => {
    expect(isShown(code, answers, content)).toBe(expected)
  })

  it('lets the respondent choose who sees the contact, never beyond the members', () => {
    const audience = (answers: Record<string, unknown>) =>
      audienceOf(questionOf('contact_courriel'), answers, content, reachOf(content, answers))
    expect(audience({ contact_diffusion: 'adherents', portee: 'tout-public' })).toBe('members')
    expect(audience({ contact_diffusion: 'nexem-seulement', portee: 'tout-public' })).toBe('staff')
    expect(audience({ contact_diffusion: 'adherents', portee: 'nexem-seulement' })).toBe('staff')
    expect(audience({ portee: 'tout-public' })).toBe('staff')
    expect(reachOf(content, { portee: 'reseau-et-partenaires' })).toBe('partners')
    for (const question of questions.filter(({ personal }) => personal)) expect(question.audience).not.toBe('public')
  })

  it('starts from what is known of the association', () => {
    expect(startAnswers(content, { name: 'Les Genêts', siren: '732829320', commune: '29232' })).toEqual({
      structure_nom: 'Les Genêts',
      structure_siren: '732829320',
      structure_commune: '29232',
      contact_diffusion: 'adherents',
      portee: 'tout-public',
      licence: 'licence-ouverte-2-0',
    })
    const camille = {
      office: 'president',
      civility: 'madame',
      name: 'Camille Exemple',
      email: 'presidence@example.org',
    }
    expect(startAnswers(content, knownContact({ ...camille, function: null, telephone: null }))).toMatchObject({
      contact_nom: 'Camille Exemple',
      contact_fonction: 'Présidente',
      contact_courriel: 'presidence@example.org',
    })
    expect(normaliseAnswers(content, shortAnswers, () => 'id')).toEqual(shortAnswers)
  })
})
