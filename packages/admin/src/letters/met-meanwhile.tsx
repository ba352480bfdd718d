import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../lib/i18n.ts'

/** Somebody saved another version meanwhile: one takes it, or keeps one's own text and saves it over it, knowingly. */
export function MetMeanwhile({ theirs, mine }: { theirs: () => Promise<void>; mine: () => Promise<void> }) {
  const [kept, setKept] = useState(false)
  return (
    <div className="notice bad" role="alert" tabIndex={-1}>
      <IconAlertTriangle size={18} aria-hidden />
      <p>{t(kept ? 'letter.met.kept' : 'letter.met')}</p>
      {!kept && (
        <span className="line-actions">
          <Button size="compact-sm" variant="default" onClick={() => void theirs()}>
            {t('letter.met.theirs')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => void mine().then(() => setKept(true))}>
            {t('letter.met.mine')}
          </Button>
        </span>
      )}
    </div>
  )
}
