import type { AssociationImport } from '@essaim/shared/imports.ts'
import { number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'

const KEYS = ['created', 'updated', 'unchanged', 'refused', 'warnings'] as const

/** What became (or would become) of the rows, in figures. */
export function ImportCounts({ counts }: { counts: AssociationImport['counts'] }) {
  return (
    <dl className="counts">
      {KEYS.map((key) => (
        <div key={key} className={key === 'refused' && counts.refused > 0 ? 'count bad' : 'count'}>
          <dt>{t(`import.count.${key}`)}</dt>
          <dd>{number(counts[key])}</dd>
        </div>
      ))}
    </dl>
  )
}
