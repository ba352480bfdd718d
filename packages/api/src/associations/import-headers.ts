import {
  CONTACT_MEMBERS,
  type ContactMember,
  IMPORT_FIELDS,
  IMPORTED_OFFICES,
  type ImportedOffice,
  type ImportField,
} from './import-fields.ts'

/** What a header announces: a field, or one that depends on whether it stands among the columns of an establishment. */
export interface Announcement {
  alone: ImportField | null
  among_establishments: ImportField | null
}

type Names = Partial<Record<ImportField, string>>

// Headers that say for themselves whose fact they hold. One spelling is enough: see headerKey.
const EXPLICIT: Names = {
  member_number: `n° adhérent | code adhérent | identifiant adhérent | id adhérent | réf adhérent | référence adhérent | matricule |
    n° client | code client | référence externe | n° membre | code membre | n° adhésion`,
  name: `raison sociale | raison sociale EJ | RS EJ | nom association | association | dénomination | dénomination sociale |
    nom organisme | organisme gestionnaire | nom gestionnaire | gestionnaire | entité juridique | nom entité juridique |
    nom structure | nom adhérent | adhérent | nom légal | raison sociale gestionnaire`,
  short_name: 'sigle | acronyme | nom court | sigle association | nom usage | short name',
  siren: 'SIREN | n° SIREN | code SIREN | SIREN association | SIREN EJ | SIREN entité juridique',
  head_office_siret: 'SIRET siège | SIRET siège social | n° SIRET siège | SIRET association | SIRET EJ',
  rna: 'RNA | n° RNA | code RNA | identifiant RNA | n° WALDEC | WALDEC | RNA WALDEC | n° RNA WALDEC',
  finess_ej: `FINESS EJ | EJ FINESS | n° FINESS EJ | code FINESS EJ | n° EJ | FINESS juridique | FINESS entité juridique |
    n° FINESS juridique | n° FINESS entité juridique | nofinessej | numfinessej | FINESS gestionnaire | n° FINESS gestionnaire`,
  address: 'adresse siège | adresse siège social | adresse association',
  postal_code: 'code postal siège | CP siège | code postal association',
  commune_code: 'code commune siège | code INSEE siège',
  commune: 'commune siège | ville siège | commune association | ville association',
  joined_on: `date adhésion | adhésion | date entrée | adhérent depuis | membre depuis | date début adhésion | date première adhésion |
    adhérent depuis le`,
  left_on: `date sortie | date départ | date radiation | date démission | date fin adhésion | fin adhésion | date retrait`,
  telephone: 'téléphone siège | téléphone association | standard | standard téléphonique',
  email: 'courriel général | courriel siège | courriel association | courriel accueil | courriel structure',
  website: 'site web | site internet | site | URL | website | site web association | adresse site internet',
  headcount: `effectif | effectifs | nombre salariés | nb salariés | salariés | effectif salarié | effectif total | nombre total salariés`,
  finess_et: `FINESS ET | ET FINESS | n° FINESS ET | code FINESS ET | n° ET | FINESS établissement | n° FINESS établissement |
    FINESS géographique | n° FINESS géographique | nofinesset | numfinesset`,
  siret: 'SIRET établissement | SIRET ET | n° SIRET établissement',
  establishment_name: `nom établissement | établissement | raison sociale établissement | raison sociale ET | RS ET | nom ET | nom service |
    nom établissement ou service | établissement ou service | ESSMS | nom ESSMS`,
  category: `catégorie établissement | code catégorie établissement | catégorie FINESS | code catégorie FINESS | categetab |
    type établissement | catégorie ESSMS | catégorie ET`,
  establishment_address: 'adresse établissement | adresse ET',
  establishment_postal_code: 'code postal établissement | CP établissement | code postal ET | CP ET',
  establishment_commune_code: 'code commune établissement | code INSEE établissement | code commune ET',
  establishment_commune: 'commune établissement | ville établissement | commune ET | ville ET',
  establishment_state: 'état établissement | statut établissement | état ET | état administratif établissement',
  opened_on: 'date ouverture établissement | date ouverture ET | dateouv',
  closed_on: 'date fermeture établissement | date fermeture ET',
}

// Headers whose meaning hangs on the columns around them: what they are alone, and among an establishment's.
const BARE: [alone: ImportField | null, among: ImportField | null, names: string][] = [
  ['name', 'establishment_name', 'nom | libellé | RS | intitulé'],
  ['head_office_siret', 'siret', 'SIRET | n° SIRET | code SIRET'],
  ['finess_ej', 'finess_et', 'FINESS | n° FINESS | code FINESS'],
  ['address', 'establishment_address', 'adresse | adresse postale | adresse 1 | adresse complète | rue | voie'],
  ['address_complement', null, 'adresse 2 | complément adresse | adresse complément | lieu-dit | BP'],
  ['postal_code', 'establishment_postal_code', 'code postal | CP'],
  [
    'commune_code',
    'establishment_commune_code',
    'code commune | code INSEE | INSEE | code commune INSEE | code INSEE commune | COG',
  ],
  ['commune', 'establishment_commune', 'commune | ville | localité | nom commune | libellé commune'],
  ['telephone', null, 'téléphone | téléphone fixe | téléphone 1 | n° téléphone'],
  [
    'email',
    null,
    'courriel | adresse courriel | adresse électronique | courriel contact | contact courriel | courriel 1',
  ],
  [null, 'category', 'catégorie | code catégorie'],
  [null, 'establishment_state', 'état | statut | état administratif'],
  [null, 'opened_on', 'date ouverture | ouverture'],
  [null, 'closed_on', 'date fermeture | fermeture'],
  ['general_director_email', null, 'courriel direction'],
  ['general_director_name', null, 'direction | directeur | directrice'],
  ['general_director_civility', null, 'civilité direction | civilité directeur'],
  ['general_director_telephone', null, 'téléphone direction | téléphone directeur'],
]

const OFFICES: Record<ImportedOffice, string> = {
  president: 'président | présidente | présidence | président e',
  general_director: `DG | directeur général | directrice générale | direction générale | directeur trice général e |
    directeur rice général e | directeur directrice générale | directeur directrice général e | general director`,
}

const MEMBERS: Record<ContactMember, string> = {
  civility: 'civilité | titre | civility',
  first_name: 'prénom | first name',
  name: ' | nom | nom prénom | prénom nom | nom complet | identité',
  function: 'fonction | function',
  email: 'courriel | adresse courriel | adresse électronique | courriel professionnel | courriel direct',
  telephone: 'téléphone | portable | mobile | téléphone portable | téléphone direct | ligne directe',
}

const ABBREVIATIONS: Record<string, string> = {
  n: 'numero',
  no: 'numero',
  num: 'numero',
  mail: 'courriel',
  email: 'courriel',
  mel: 'courriel',
  mails: 'courriel',
  courriels: 'courriel',
  tel: 'telephone',
  phone: 'telephone',
  name: 'nom',
}

const ARTICLES = new Set(['de', 'du', 'des', 'd', 'la', 'le', 'les', 'l', 'a', 'au', 'of', 'the'])

/** Headers with one key are one header: accents, case, punctuation, articles and usual abbreviations aside. */
export function headerKey(header: string): string {
  return header
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\be[\s._-]?mail/g, 'courriel')
    .split(/[^a-z0-9]+/)
    .filter((token) => token !== '' && !ARTICLES.has(token))
    .map((token) => ABBREVIATIONS[token] ?? token)
    .join('')
}

/** What a header announces, null when its words mean nothing here. */
export function announcementOf(header: string): Announcement | null {
  return ANNOUNCEMENTS.get(headerKey(header)) ?? null
}

const ANNOUNCEMENTS: ReadonlyMap<string, Announcement> = announcements()

function announcements(): Map<string, Announcement> {
  const found = new Map<string, Announcement>()
  const add = (name: string, alone: ImportField | null, among: ImportField | null) => {
    const key = headerKey(name)
    if (key !== '' && !found.has(key)) found.set(key, { alone, among_establishments: among })
  }
  for (const [field, names] of Object.entries(EXPLICIT) as [ImportField, string][]) {
    for (const name of split(names)) add(name, field, field)
  }
  for (const [alone, among, names] of BARE) for (const name of split(names)) add(name, alone, among)
  for (const office of IMPORTED_OFFICES) {
    for (const member of CONTACT_MEMBERS) {
      const field: ImportField = `${office}_${member}`
      for (const word of split(MEMBERS[member])) {
        for (const officer of split(OFFICES[office])) {
          add(`${word} ${officer}`, field, field)
          add(`${officer} ${word}`, field, field)
        }
      }
    }
  }
  // The API's own names, so that what was exported comes back.
  for (const field of IMPORT_FIELDS) add(field, field, field)
  return found
}

function split(names: string): string[] {
  return names.split('|').map((name) => name.trim())
}
