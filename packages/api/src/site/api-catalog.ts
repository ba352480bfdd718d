/** The media type of a catalog, with the profile that RFC 9727 §5.3 asks for. */
export const CATALOG_TYPE = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'

/** Where a program that knows nothing but our address finds everything else (RFC 9727), as a linkset (RFC 9264 §4.2). */
export function apiCatalog(publicUrl: string) {
  const description = [{ href: `${publicUrl}/openapi.json`, type: 'application/json' }]
  const guide = { href: `${publicUrl}/docs`, type: 'text/html', hreflang: ['fr', 'en'] }
  const about = {
    'service-desc': description,
    'service-doc': [guide, { href: `${publicUrl}/docs/reference`, type: 'text/html', hreflang: ['fr', 'en'] }],
    status: [{ href: `${publicUrl}/readyz`, type: 'application/json' }],
    'terms-of-service': [{ ...guide, href: `${publicUrl}/docs/terms` }],
  }
  return {
    linkset: [
      { anchor: `${publicUrl}/.well-known/api-catalog`, item: [{ href: `${publicUrl}/v1` }] },
      { anchor: `${publicUrl}/v1`, ...about },
    ],
  }
}
