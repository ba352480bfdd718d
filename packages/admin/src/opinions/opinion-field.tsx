import { OPINIONS, type OpinionWord } from '@essaim/shared/opinions.ts'
import { Group, Radio } from '@mantine/core'
import { t } from '../lib/i18n.ts'
import { opinionName } from './labels.tsx'

/** What one's endorsement says to headquarters. */
export function OpinionField({ value, change }: { value: OpinionWord; change: (opinion: OpinionWord) => void }) {
  return (
    <Radio.Group
      label={t('opinion.label')}
      description={t('opinion.staff-only')}
      value={value}
      onChange={(opinion) => change(opinion as OpinionWord)}
    >
      <Group gap="lg" mt="xs">
        {OPINIONS.map((opinion) => (
          <Radio key={opinion} value={opinion} label={opinionName(opinion)} />
        ))}
      </Group>
    </Radio.Group>
  )
}
