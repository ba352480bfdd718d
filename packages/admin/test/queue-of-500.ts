import { REGION_OF_DEPARTMENT } from '@essaim/shared/identifiers.ts'
import { type Administrator, PASSWORD } from './server.ts'

/** The thirteen regions of mainland France and Corsica, with a commune of each for its association. */
const REGIONS = {
  '11': ['Île-de-France', '75056'],
  '24': ['Centre-Val de Loire', '45234'],
  '27': ['Bourgogne-Franche-Comté', '21231'],
  '28': ['Normandie', '76540'],
  '32': ['Hauts-de-France', '59350'],
  '44': ['Grand Est', '67482'],
  '52': ['Pays de la Loire', '44109'],
  '53': ['Bretagne', '35238'],
  '75': ['Nouvelle-Aquitaine', '33063'],
  '76': ['Occitanie', '31555'],
  '84': ['Auvergne-Rhône-Alpes', '69123'],
  '93': ['Provence-Alpes-Côte d’Azur', '13055'],
  '94': ['Corse', '2A004'],
} as const
const CODES = Object.keys(REGIONS) as (keyof typeof REGIONS)[]
const ALL = 500

const answers = (titre: string, commune: string, department: string) => ({
  structure_nom: 'Association d’exemple',
  structure_commune: commune,
  contact_nom: 'Camille Exemple',
  contact_fonction: 'Directrice générale',
  contact_courriel: 'direction@exemple.example',
  contact_diffusion: 'adherents',
  titre,
  accroche: 'Avec la MDPH et Mme Exemple, pour que chacun apprenne près de chez lui.',
  nature: 'innovation',
  theme_principal: 'tsa-scolarisation',
  publics: ['tsa'],
  echelle: 'departement',
  departements: [department],
  date_debut: '2022-09',
  stade: 'essaimage',
  portee: 'tout-public',
  exactitude: true,
  anonymat: true,
  info_rgpd: true,
})

/** 500 answers handed in, in thirteen regions with a delegation each; a delegate in Brittany, and a moderator. */
export async function fillQueue(call: Administrator) {
  const delegations: { id: string }[] = []
  const associations: { id: string }[] = []
  for (const region of CODES) {
    const [name, commune] = REGIONS[region]
    const departments = [...REGION_OF_DEPARTMENT]
      .filter(([, code]) => code === region)
      .map(([department]) => department)
    delegations.push(
      await call('POST', '/v1/regional-delegations', {
        code: `region-${region}`,
        name: `Délégation ${name}`,
        departments,
      }),
    )
    associations.push(await call('POST', '/v1/associations', { name: `Association ${name}`, commune }))
  }
  const handedIn: { id: string; title: string; region: string }[] = []
  const begin = async (number: number) => {
    const place = number % CODES.length
    const region = CODES[place] as keyof typeof REGIONS
    const [name, commune] = REGIONS[region]
    const title = `Réponse ${String(number + 1).padStart(3, '0')} ${name}`
    const { id } = await call('POST', '/v1/moderation/submissions', {
      association_id: associations[place]?.id,
      channel: 'paper',
      answers: answers(title, commune, commune.slice(0, 2)),
    })
    handedIn.push({ id, title, region })
  }
  const numbers = Array.from({ length: ALL }, (_, number) => number).values()
  const worker = async () => {
    for (const number of numbers) await begin(number)
  }
  await Promise.all(Array.from({ length: 3 }, worker))
  for (let from = 0; from < ALL; from += 200)
    await call('POST', '/v1/moderation/submissions/transitions', {
      ids: handedIn.slice(from, from + 200).map(({ id }) => id),
      transition: 'submit',
    })
  const staff = (name: string, role: string, regional_delegations: string[] = []) =>
    call('POST', '/v1/users', {
      email: `${role}@essaim.example`,
      name,
      password: PASSWORD,
      roles: [role],
      regional_delegations,
    })
  return {
    handedIn,
    inBrittany: handedIn.filter(({ region }) => region === '53'),
    delegate: await staff('Déléguée de Bretagne', 'delegate', [delegations[CODES.indexOf('53')]?.id ?? '']),
    moderator: await staff('Modération du siège', 'moderator'),
  }
}
