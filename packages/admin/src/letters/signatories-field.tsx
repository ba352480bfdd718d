import type { Signatory } from '@essaim/shared/letters.ts'
import { Button, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { t } from '../lib/i18n.ts'

const MOST = 4

/** Who signs, side by side and in this order; a row without a name counts for nothing. */
export function SignatoriesField({
  value,
  change,
  error,
}: {
  value: Signatory[]
  change: (value: Signatory[]) => void
  error?: string | undefined
}) {
  const set = (place: number, part: Partial<Signatory>) =>
    change(value.map((one, at) => (at === place ? { ...one, ...part } : one)))
  return (
    <fieldset className="signatories">
      <legend>{t('letter.signatories')}</legend>
      {error && <p className="hint bad">{error}</p>}
      {value.map(({ name, office }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a signatory is known by its place
        <div key={place} className="signatory">
          <TextInput
            label={t('letter.signatory.name', { number: place + 1 })}
            maxLength={120}
            value={name}
            onChange={(event) => set(place, { name: event.currentTarget.value })}
          />
          <TextInput
            label={t('letter.signatory.office', { number: place + 1 })}
            maxLength={120}
            value={office ?? ''}
            onChange={(event) => set(place, { office: event.currentTarget.value })}
          />
          <Button
            variant="default"
            aria-label={t('letter.signatory.remove', { number: place + 1 })}
            onClick={() => change(value.filter((_, at) => at !== place))}
          >
            <IconTrash size={16} aria-hidden />
          </Button>
        </div>
      ))}
      {value.length < MOST && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => change([...value, { name: '', office: null }])}
        >
          {t('letter.signatory.add')}
        </Button>
      )}
    </fieldset>
  )
}
