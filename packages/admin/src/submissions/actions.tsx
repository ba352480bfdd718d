import type { Submission, SubmissionTransition } from '@essaim/shared/submissions.ts'
import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../lib/i18n.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { SaveButton } from '../ui/save-button.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { DecisionDialog } from './decision.tsx'
import { titleOf, transitionName } from './labels.tsx'

/** What leads on comes first, as the main button. */
const ORDER: SubmissionTransition[] = [
  'accept',
  'endorse',
  'submit',
  'request_changes',
  'reject',
  'escalate',
  'give_back',
  'withdraw',
]
const KEYS: Partial<Record<SubmissionTransition, string>> = {
  accept: 'a',
  endorse: 'e',
  request_changes: 'c',
  reject: 'r',
}

/** The buttons that the server gives for this submission. */
export function Actions({ one }: { one: Submission }) {
  const [asked, setAsked] = useState<SubmissionTransition | null>(null)
  const open = ORDER.filter((name) => one.transitions.includes(name))
  useShortcuts(Object.fromEntries(open.flatMap((name) => (KEYS[name] ? [[KEYS[name], () => setAsked(name)]] : []))))
  return (
    <Panel title={t('submission.actions')} id="actions">
      {open.length === 0 && !one.writable && <p className="hint">{t(`submission.waits.${one.state}`)}</p>}
      {one.unsent && (one.state === 'submitted' || one.state === 'endorsed') && (
        <p className="hint">{t('submission.completing')}</p>
      )}
      <div className="actions">
        {open.map((name, place) => (
          <Button
            key={name}
            fullWidth
            variant={place === 0 ? 'filled' : 'default'}
            color={name === 'reject' ? 'red.8' : 'ink'}
            className={name === 'reject' || name === 'withdraw' ? 'danger' : undefined}
            onClick={() => setAsked(name)}
            rightSection={KEYS[name] && <kbd aria-hidden>{KEYS[name].toUpperCase()}</kbd>}
            aria-keyshortcuts={KEYS[name]}
          >
            {transitionName(name)}
          </Button>
        ))}
        {one.writable && (
          <ButtonLink
            fullWidth
            variant="default"
            to="/reponses/$id/saisie"
            params={{ id: one.id }}
            leftSection={<IconPencil size={16} aria-hidden />}
          >
            {t('submission.write')}
          </ButtonLink>
        )}
        {one.innovation_id && (
          <ButtonLink fullWidth to="/fiches/$id" params={{ id: one.innovation_id }}>
            {t('innovation.open')}
          </ButtonLink>
        )}
        <SaveButton
          fullWidth
          path={`/v1/moderation/submissions/${one.id}/summary`}
          name={`${t('submission.summary.file')} – ${titleOf(one)}.pdf`}
        >
          {t('submission.summary')}
        </SaveButton>
      </div>
      {asked && <DecisionDialog subjects={[one]} transition={asked} close={() => setAsked(null)} done={focusNext} />}
    </Panel>
  )
}

// The button that opened the dialog may be gone: the next submission is where one goes from here, else the title.
function focusNext(): void {
  setTimeout(
    () =>
      (
        [...document.querySelectorAll<HTMLElement>('[data-next]:not(:disabled)')].find((place) =>
          place.checkVisibility(),
        ) ?? document.querySelector('h1')
      )?.focus(),
    80,
  )
}
