import type { OpinionWord } from '@essaim/shared/opinions.ts'
import { type Icon, IconThumbDown, IconThumbUp, IconZoomQuestion } from '@tabler/icons-react'
import { t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'

const LOOKS: Record<OpinionWord, [Tone, Icon]> = {
  favourable: ['good', IconThumbUp],
  reserved: ['todo', IconZoomQuestion],
  unfavourable: ['bad', IconThumbDown],
}

export const opinionName = (opinion: OpinionWord): string => t(`opinion.${opinion}`)

/** An opinion in a word. */
export function OpinionBadge({ opinion }: { opinion: OpinionWord }) {
  const [tone, icon] = LOOKS[opinion]
  return (
    <StateBadge tone={tone} icon={icon}>
      {opinionName(opinion)}
    </StateBadge>
  )
}
