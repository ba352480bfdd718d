import type { ErrorComponentProps } from '@tanstack/react-router'
import { t } from '../lib/i18n.ts'
import { TextLink } from './links.tsx'
import { Page } from './page.tsx'
import { Empty, Failure } from './states.tsx'

/** An address that leads nowhere. */
export function LostPage() {
  return (
    <Page title={t('lost.title')}>
      <Empty title={t('lost.detail')}>
        <TextLink to="/">{t('lost.home')}</TextLink>
      </Empty>
    </Page>
  )
}

/** A page that broke: most often a build that was replaced while the page was open. */
export function BrokenPage({ error }: ErrorComponentProps) {
  return (
    <Page title={t('broken.title')}>
      <Failure
        error={new Error(t('broken.detail', { message: error instanceof Error ? error.message : '' }))}
        retry={() => location.reload()}
      />
    </Page>
  )
}
