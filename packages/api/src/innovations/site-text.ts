/** A few words in French about a published record, for its association’s own site. */
export const siteText = (
  federation: string,
  { title, pitch, url }: { title: string | null; pitch: string | null; url: string },
): string =>
  [
    `Notre association figure au répertoire des innovations de ${federation} pour « ${title ?? 'sans titre'} ».`,
    pitch,
    `Lire la fiche : ${url}`,
  ]
    .filter(Boolean)
    .join('\n\n')
