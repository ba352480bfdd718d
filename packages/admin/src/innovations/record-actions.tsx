import type { InnovationTransition, ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { Button } from '@mantine/core'
import { IconArrowsSplit2, IconExternalLink, IconFolderPlus, IconPencil, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { AddingDialog } from '../dossiers/adding-dialog.tsx'
import { apiUrl } from '../lib/config.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { SaveButton } from '../ui/save-button.tsx'
import { ErasureDialog } from './erasure-dialog.tsx'
import { innovationTitle, innovationTransitionName } from './labels.tsx'
import { SplitDialog } from './split-dialog.tsx'
import { TransitionDialog } from './transition-dialog.tsx'

const ORDER: InnovationTransition[] = [
  'publish',
  'cancel_publication',
  'unmerge',
  'confirm',
  'merge',
  'withdraw',
  'archive',
]
const DANGEROUS: InnovationTransition[] = ['withdraw', 'archive']

type Asked = InnovationTransition | 'erase' | 'split'

/** What one may do with a record: the transitions that are open, then what is beside them. */
export function RecordActions({ one, draft }: { one: ModeratedInnovation; draft: number | null }) {
  const [adding, setAdding] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const { user } = useSession()
  const open = ORDER.filter((name) => one.transitions.includes(name))
  return (
    <Panel title={t('submission.actions')} id="actions">
      <div className="actions">
        {open.map((name) => (
          <Button
            key={name}
            fullWidth
            variant={name === 'publish' ? 'filled' : 'default'}
            className={DANGEROUS.includes(name) ? 'danger' : undefined}
            onClick={() => setAsked(name)}
          >
            {name === 'publish' && one.published_version
              ? t('innovation.publish-version', { number: draft ?? one.published_version })
              : innovationTransitionName(name)}
          </Button>
        ))}
        {draft !== null && one.state !== 'archived' && hasRole(user, 'moderator') && (
          <ButtonLink
            fullWidth
            variant="default"
            to="/fiches/$id/versions/$number/saisie"
            params={{ id: one.id, number: String(draft) }}
            leftSection={<IconPencil size={16} aria-hidden />}
          >
            {t('innovation.write')}
          </ButtonLink>
        )}
        {one.state === 'published' && (
          <Button
            component="a"
            fullWidth
            variant="default"
            href={apiUrl(`/v1/innovations/${one.id}`)}
            target="_blank"
            rel="noreferrer"
            rightSection={<IconExternalLink size={16} aria-hidden />}
          >
            {t('innovation.public')}
            <span className="sr-only"> ({t('link.new-tab')})</span>
          </Button>
        )}
        {one.state === 'published' && (
          <SaveButton fullWidth path={`/v1/innovations/${one.id}/pdf`} name={`${innovationTitle(one)}.pdf`}>
            {t('innovation.pdf')}
          </SaveButton>
        )}
        {one.state === 'published' && hasRole(user, 'moderator') && (
          <Button
            fullWidth
            variant="default"
            leftSection={<IconFolderPlus size={16} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t('dossier.add', { count: 0 })}
          </Button>
        )}
        {one.association && one.state !== 'archived' && hasRole(user, 'moderator', 'delegate') && (
          <ButtonLink
            fullWidth
            variant="default"
            to="/reponses/nouvelle"
            search={{ association: one.association.id, innovation: one.id }}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t('innovation.renew')}
          </ButtonLink>
        )}
        {one.state !== 'archived' && hasRole(user, 'moderator') && (
          <Button
            fullWidth
            variant="default"
            leftSection={<IconArrowsSplit2 size={16} aria-hidden />}
            onClick={() => setAsked('split')}
          >
            {t('split.action')}
          </Button>
        )}
        {hasRole(user, 'admin') && (
          <Button fullWidth variant="default" className="danger" onClick={() => setAsked('erase')}>
            {t('erasure.action')}
          </Button>
        )}
      </div>
      {adding && <AddingDialog ids={[one.id]} close={() => setAdding(false)} />}
      {asked === 'erase' && <ErasureDialog one={one} close={() => setAsked(null)} />}
      {asked === 'split' && <SplitDialog one={one} close={() => setAsked(null)} />}
      {asked && asked !== 'erase' && asked !== 'split' && (
        <TransitionDialog one={one} draft={draft} transition={asked} close={() => setAsked(null)} />
      )}
    </Panel>
  )
}
