import { LETTER_KINDS } from '@essaim/shared/campaigns.ts'
import { LETTER_VARIABLES } from '@essaim/shared/letters.ts'
import { expect, test } from 'vitest'
import { defaultLetter, defaultLetters } from './defaults.ts'
import { dataNotice, type LetterParts, renderLetter } from './layout.ts'
import { unknownVariables } from './variables.ts'

const VALUES = {
  salutation: 'Madame la Présidente,',
  association: 'Association <script>alert(1)</script> *des* [Genêts](https://evil.example) & Cie',
  campaign: 'Recensement 2026',
  purpose: 'Pour la transformation de l’offre.',
  opens_on: '13 juin 2026',
  closes_on: '30 septembre 2026',
  minutes: '10',
  federation: 'Fédération d’exemple',
  delegation: 'Délégation d’exemple',
  title: 'Une {{link}} et <img src=x onerror=alert(1)>',
  public_url: 'https://essaim.example/v1/innovations/1',
  record_pdf: 'https://essaim.example/v1/innovations/1/pdf',
  site_text: 'Notre association figure au répertoire. Lire la fiche : https://essaim.example/v1/innovations/1',
  blank_pdf: 'https://essaim.example/v1/campaigns/1/blank?format=pdf',
  blank_docx: 'https://essaim.example/v1/campaigns/1/blank?format=docx',
}
const parts = (more: Partial<LetterParts> = {}): LetterParts => ({
  reference: '2026/42',
  dated: 'Le 6 juin 2026',
  subject: 'Objet',
  body: '{{salutation}}\n\n{{association}} : {{title}}\n\n{{link}}',
  signatories: [
    { name: 'Camille <b>Exemple</b>', office: 'Présidence' },
    { name: 'Sacha Exemple', office: 'Direction générale' },
  ],
  values: VALUES,
  links: [{ url: 'https://essaim.example/repondre/#un', label: 'Association – Camille Exemple' }],
  call: 'Répondre au questionnaire',
  federation: { name: 'Fédération d’exemple', address: '1 rue de l’Exemple', website: null, logo_url: null },
  notice: [],
  unsubscribe: 'https://essaim.example/v1/objections/x',
  ...more,
})

test.each(LETTER_KINDS)('the proposed %s renders whole, with every variable known and none left over', (kind) => {
  const { subject, body } = defaultLetter(kind)
  expect(unknownVariables(subject + body)).toEqual([])
  const letter = renderLetter(parts({ subject, body, values: { ...VALUES, title: 'Une innovation' } }))
  for (const text of [letter.subject, letter.text, letter.html]) expect(text).not.toMatch(/\{\{|\}\}|[\ue000\ue001]/)
  expect(letter.subject.length).toBeGreaterThan(10)
  expect(letter.text).toContain('Madame la Présidente,')
  expect(letter.text).not.toContain('**')
  if (kind !== 'announcement') expect(letter.html).toContain('href="https://essaim.example/repondre/#un"')
  if (kind === 'publication')
    for (const told of [VALUES.public_url, VALUES.record_pdf, 'Notre association figure au répertoire'])
      expect(letter.text).toContain(told)
  if (kind === 'announcement')
    for (const address of [VALUES.blank_pdf, VALUES.blank_docx]) {
      expect(letter.text).toContain(address)
      expect(letter.html).toContain(`href="${address}"`)
    }
})

test('the proposed letters use each variable somewhere', () => {
  const all = defaultLetters()
    .map(({ subject, body }) => subject + body)
    .join()
  for (const name of LETTER_VARIABLES) expect(all).toContain(`{{${name}}}`)
})

test('a member’s name is words in the page, whatever it holds', () => {
  const { html, text } = renderLetter(parts())
  expect(html).not.toMatch(/<script|<img|<em>|<b>|href="https:\/\/evil/)
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; *des* [Genêts](https://evil.example) &amp; Cie')
  // a value is not read as a template
  expect(html).toContain('Une {{link}} et &lt;img')
  expect(text).toContain(VALUES.association)
})

test('HTML and strange links in the letter itself stay words', () => {
  const { html } = renderLetter(
    parts({
      body: '<script>x</script>\n\n[ici](javascript:alert(1)) **gras** [site](https://essaim.example/) ![i](https://x.example/i.png)',
    }),
  )
  expect(html).not.toMatch(/<script|javascript:|<img/)
  expect(html).toContain('<strong>gras</strong>')
  expect(html).toContain('href="https://essaim.example/"')
})

test('an empty purpose leaves no empty paragraph, in neither form', () => {
  const { html, text } = renderLetter(parts({ body: 'Un\n\n{{purpose}}\n\nDeux', values: { ...VALUES, purpose: '' } }))
  expect(html).not.toMatch(/<p[^>]*><\/p>/)
  expect(text).toContain('Un\n\nDeux')
})

test('several links are named, one each', () => {
  const links = [
    { url: 'https://essaim.example/repondre/#un', label: 'Association A – Camille' },
    { url: 'https://essaim.example/repondre/#deux', label: 'Association B – Camille' },
  ]
  const { html, text } = renderLetter(parts({ links }))
  for (const { url, label } of links) {
    expect(text).toContain(`${label} :\n${url}`)
    expect(html).toContain(label)
    expect(html).toContain(`href="${url}"`)
  }
})

test('the letter bears its reference, its day, its subject and who signs', () => {
  const { html, text } = renderLetter(parts())
  for (const words of ['2026/42', 'Le 6 juin 2026', 'Sacha Exemple', 'Direction générale']) {
    expect(html).toContain(words)
    expect(text).toContain(words)
  }
  expect(html.match(/<td/g)).toHaveLength(2)
  expect(html).toContain('href="https://essaim.example/v1/objections/x"')
})

test('the notice says whence, why, how long, how to object, and to whom to write', () => {
  const house = {
    name: 'Fédération d’exemple',
    address_source: 'le fichier des adhérents',
    data_protection_email: 'dpo@federation.example',
    reply_to: null,
  }
  const words = dataNotice(house, 'Recensement', 'https://essaim.example/v1/objections/x').join('\n')
  for (const told of ['le fichier des adhérents', 'trois ans', 'objections/x', 'dpo@federation.example', 'CNIL'])
    expect(words).toContain(told)
})
