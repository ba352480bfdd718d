import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { IconArrowsUpDown, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react'
import { labelOf, t } from '../lib/i18n.ts'
import { StateBadge } from '../ui/badge.tsx'
import { valueInWords } from './difference-words.ts'
import type { Change } from './queries.ts'

const LOOK = {
  added: { tone: 'good', icon: IconPlus },
  removed: { tone: 'bad', icon: IconMinus },
  moved: { tone: 'neutral', icon: IconArrowsUpDown },
  changed: { tone: 'info', icon: IconPencil },
} as const

/** What changed from one version to another, a sentence for each; texts stand one under the other. */
export function DifferenceList({
  changes,
  content,
}: {
  changes: Change[]
  content?: QuestionnaireContent | undefined
}) {
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
              {kind === 'changed' && <Values change={change} content={content} />}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function Values({ change, content }: { change: Change; content: QuestionnaireContent | undefined }) {
  const [before, after] = [change.before, change.after].map((value) => valueInWords(change.member, value, content))
  if (before === null && after === null) return null
  return (
    <p className="difference-texts">
      <del>{before ?? t('difference.value.none')}</del> <ins>{after ?? t('difference.value.none')}</ins>
    </p>
  )
}
