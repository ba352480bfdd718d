/** Of whom an office is said. */
export type OfficeHolder = { office: string; civility: string | null }

const OFFICES: Record<string, Record<string, string>> = {
  president: { madame: 'présidente', monsieur: 'président' },
  general_director: { madame: 'directrice générale', monsieur: 'directeur général' },
}
const NEUTRAL: Record<string, string> = { president: 'présidence', general_director: 'direction générale' }

/** The office in words, agreed with the civility where it is known; null for a colleague. */
export const officeName = ({ office, civility }: OfficeHolder): string | null =>
  OFFICES[office]?.[civility ?? ''] ?? NEUTRAL[office] ?? null
