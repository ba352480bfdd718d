import type { License } from '@essaim/shared/documents.ts'
import type { Static } from '@sinclair/typebox'

type LicenseValue = Static<typeof License>

/** What a record is under when nothing else was chosen. */
export const DEFAULT_LICENSE: LicenseValue = {
  code: 'licence-ouverte-2-0',
  label: { fr: 'Licence Ouverte 2.0', en: 'Open Licence 2.0' },
  url: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
}
export const ALL_RIGHTS_RESERVED = 'tous-droits-reserves'

const LICENSES = new Map<string, LicenseValue>([
  [DEFAULT_LICENSE.code, DEFAULT_LICENSE],
  [
    'cc-by-4-0',
    {
      code: 'cc-by-4-0',
      label: { fr: 'CC BY 4.0', en: 'CC BY 4.0' },
      url: 'https://creativecommons.org/licenses/by/4.0/',
    },
  ],
  [
    'cc-by-sa-4-0',
    {
      code: 'cc-by-sa-4-0',
      label: { fr: 'CC BY-SA 4.0', en: 'CC BY-SA 4.0' },
      url: 'https://creativecommons.org/licenses/by-sa/4.0/',
    },
  ],
  [
    ALL_RIGHTS_RESERVED,
    { code: ALL_RIGHTS_RESERVED, label: { fr: 'Tous droits réservés', en: 'All rights reserved' }, url: null },
  ],
])
/** The codes of the licences that a record may be under. */
export const LICENSE_CODES = [...LICENSES.keys()]

/** The licence that an answer names, with the address of its text. */
export const licenseOf = (code: unknown): LicenseValue => LICENSES.get(String(code)) ?? DEFAULT_LICENSE
