import { IconArrowsUpDown, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react'
import { labelOf, t } from '../lib/i18n.ts'
import { StateBadge } from '../ui/badge.tsx'
import type { Change } from './queries.ts'

const LOOK = {
  added: { tone: 'good', icon: IconPlus },
  removed: { tone: 'bad', icon: IconMinus },
  moved: { tone: 'neutral', icon: IconArrowsUpDown },
  changed: { tone: 'info', icon: IconPencil },
} as const

/** What changed from one version to another, a sentence for each; texts stand one under the other. */
export function DifferenceList({ changes }: { changes: Change[] }) {
  if (changes.length === 0) return <p className="hint">{t('difference.none')}</p>
  return (
    <ol className="differences">
      {changes.map((change) => {
        const { kind, detail, section, question, option, member } = change
        const { tone, icon } = LOOK[kind]
        return (
          <li key={[kind, section, question, option, member].join('/')}>
            <StateBadge tone={tone} icon={icon}>
              {t(`difference.${kind}`)}
            </StateBadge>
            <div>
              <p>{labelOf(detail)}</p>
              {kind === 'changed' && <Texts change={change} />}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function Texts({ change }: { change: Change }) {
  const [before, after] = [textOf(change.before), textOf(change.after)]
  if (before === null && after === null) return null
  return (
    <p className="difference-texts">
      {before && <del>{before}</del>} {after && <ins>{after}</ins>}
    </p>
  )
}

/** A value that reads as text: words, a number, a label. Trees and codes are left to the sentence. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'object' || value === null || !('fr' in value)) return null
  const { fr, en } = value as { fr: string; en: string | null }
  return en ? `${fr} (${en})` : fr
}
