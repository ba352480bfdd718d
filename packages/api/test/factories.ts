import { inScope } from '../src/db/database.ts'
import { newId } from '../src/lib/id.ts'
import type { TestApp } from './app.ts'

let count = 0

/** An association with its head office in Quimper unless said otherwise. */
export async function anAssociation(
  { app }: TestApp,
  facts: { name?: string; commune?: string; department?: string; siren?: string } = {},
): Promise<{ id: string; name: string }> {
  const id = newId()
  count += 1
  const name = facts.name ?? `Association d’exemple ${count}`
  await app.db
    .insertInto('association')
    .values({
      id,
      name,
      commune: facts.commune ?? '29232',
      department: facts.department ?? '29',
      siren: facts.siren ?? null,
    })
    .execute()
  return { id, name }
}

/** A general director of the association. */
export async function aContact({ app }: TestApp, association: string): Promise<{ id: string }> {
  const id = newId()
  await inScope(app.db, { kind: 'job' }, (trx) =>
    trx
      .insertInto('contact')
      .values({
        id,
        association_id: association,
        office: 'general_director',
        civility: 'madame',
        name: 'Camille Exemple',
        email: `direction-${id}@exemple.example`,
      })
      .execute(),
  )
  return { id }
}

/** The 19 answers of the short version. */
export const SHORT_ANSWERS = {
  structure_nom: 'Association des Genêts',
  structure_commune: '29232',
  contact_nom: 'Camille Exemple',
  contact_fonction: 'Directrice générale',
  contact_courriel: 'direction@genets.example',
  contact_diffusion: 'adherents',
  titre: 'Des élèves qui s’autorégulent',
  accroche: 'Une équipe médico-sociale dans l’école, pour que chacun y apprenne.',
  nature: 'innovation',
  theme_principal: 'tsa-scolarisation',
  publics: ['tsa'],
  echelle: 'departement',
  departements: ['29'],
  date_debut: '2022-09',
  stade: 'essaimage',
  portee: 'tout-public',
  exactitude: true,
  anonymat: true,
  info_rgpd: true,
}

/** What publication needs beside them. */
export const PUBLICATION_ANSWERS = {
  structure_siren: '775672272',
  structure_secteurs: ['handicap'],
  validation_direction: 'Dominique Exemple',
  resume:
    'Dans une école ordinaire, une équipe médico-sociale et les enseignants forment ensemble les élèves autistes à reconnaître et à régler eux-mêmes leurs émotions. '.repeat(
      2,
    ),
  types: ['service'],
  nouveaute: 'nouvelle-territoire',
  probleme: 'Les enfants autistes étaient scolarisés à temps partiel, loin de leur quartier.',
  description: 'Un éducateur et un enseignant supplémentaires travaillent dans l’école à plein temps.',
  caractere_innovant: 'Toute l’école est formée, pas seulement la classe.',
  participation_niveau: 'consultees',
  evaluation: '2',
  effets_personnes: 'Les enfants vont à l’école à temps plein.',
  reussites: 'L’accord de toute l’équipe enseignante.',
  difficultes: 'Le recrutement, levé par une formation commune.',
  licence: 'licence-ouverte-2-0',
  image_alt: null,
}
