import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { Coded } from '@essaim/shared/schema.ts'

/** The terms of schema.org, with those whose values are addresses or times: in the answer, so that nothing is fetched. */
export const CONTEXT = {
  '@vocab': 'https://schema.org/',
  url: { '@type': '@id' },
  sameAs: { '@type': '@id' },
  license: { '@type': '@id' },
  contentUrl: { '@type': '@id' },
  inDefinedTermSet: { '@type': '@id' },
  datePublished: { '@type': 'DateTime' },
  dateModified: { '@type': 'DateTime' },
} as const

const property = (propertyID: string, value: string) => ({ '@type': 'PropertyValue', propertyID, value })

/** Members that are unknown are left out: JSON-LD has no null. */
const known = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  )

/**
 * A record in the words of schema.org: the innovation as a `Project` (an organisation, says schema.org: it has places,
 * themes and members), and the record about it, with author, licence and dates, as the `CreativeWork` that is its
 * `subjectOf`. Pure: the same document gives the same node, for whichever audience it was stored.
 */
export function asLinkedData(document: InnovationDocument): Record<string, unknown> {
  const { bearer, contact, association } = document
  const base = document.url.slice(0, document.url.lastIndexOf('/v1/innovations/'))
  const term = (vocabulary: string) => (value: Coded) => ({
    '@type': 'DefinedTerm',
    termCode: value.code,
    name: value.label.fr,
    inDefinedTermSet: `${base}/v1/vocabularies/${vocabulary}`,
  })
  const place = (scheme: string) => (value: Coded) => ({
    '@type': 'AdministrativeArea',
    name: value.label.fr,
    identifier: property(scheme, value.code),
  })
  const organization =
    bearer &&
    known({
      '@type': 'Organization',
      name: bearer.name,
      identifier: bearer.siren && property('SIREN', bearer.siren),
      address: bearer.commune && {
        '@type': 'PostalAddress',
        addressLocality: bearer.commune.name,
        addressCountry: 'FR',
      },
    })
  const author = association && {
    '@type': 'Organization',
    name: association.name,
    identifier: property(`${base}/v1/associations`, association.id),
  }
  const themes = [document.main_theme, ...document.themes].filter((value) => value !== null)
  return known({
    '@id': document.canonical_url,
    '@type': 'Project',
    name: document.title,
    description: document.summary ?? document.pitch,
    slogan: document.summary && document.pitch,
    foundingDate: document.started_on,
    identifier: property(`${base}/v1/innovations`, document.id),
    areaServed: [
      ...document.departments.map(place('INSEE département')),
      ...document.regions.map(place('INSEE région')),
    ],
    knowsAbout: [
      ...themes.map(term('themes')),
      ...document.publics.map(term('publics')),
      ...[document.nature].filter((value) => value !== null).map(term('natures')),
      ...[document.stage].filter((value) => value !== null).map(term('stages')),
    ],
    parentOrganization: organization,
    contactPoint:
      contact &&
      known({
        '@type': 'ContactPoint',
        name: contact.name,
        contactType: contact.function,
        email: contact.email,
        telephone: contact.telephone,
      }),
    subjectOf: known({
      '@id': document.url,
      '@type': 'CreativeWork',
      url: document.url,
      name: document.title,
      abstract: document.summary,
      author,
      license: document.license.url,
      creditText: document.attribution,
      version: document.version,
      inLanguage: 'fr',
      datePublished: document.published_at,
      dateModified: document.updated_at,
      associatedMedia: document.files.map((file) =>
        known({
          '@type': 'MediaObject',
          contentUrl: file.url,
          name: file.name,
          encodingFormat: file.media_type,
          contentSize: String(file.size),
          sha256: file.sha256,
          caption: file.alternative_text,
          creditText: file.credit,
          license: file.license?.url,
        }),
      ),
    }),
  })
}
