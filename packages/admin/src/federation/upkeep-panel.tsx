import type { Federation } from '@essaim/shared/federation.ts'
import { Button, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import { useForm } from '../lib/form.ts'
import type { Answer } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { Facts } from '../ui/facts.tsx'
import { Panel } from '../ui/page.tsx'
import { Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { changeFederation } from './queries.ts'

const STEPS = ['confirm_after_days', 'stale_after_days', 'announce_after_days', 'withdraw_after_days'] as const
type Step = (typeof STEPS)[number]

type Props = {
  kept: Federation
  etag: string | null
  writes: boolean
  taken: (answer: Answer<Federation>) => void
}

/** After how long an association is asked whether its records still hold, and what follows from its silence. */
export function UpkeepPanel({ kept, etag, writes, taken }: Props) {
  const start = Object.fromEntries(STEPS.map((name) => [name, String(kept[name] ?? '')])) as Record<Step, string>
  const form = useForm(
    start,
    async (values) => {
      const changes = STEPS.filter((name) => values[name].trim() !== start[name])
      taken(await changeFederation(Object.fromEntries(changes.map((name) => [name, daysIn(values[name])])), etag))
      say(t('federation.saved'))
    },
    (values) =>
      Object.fromEntries(
        STEPS.filter((name) => !/^\d*$/.test(values[name].trim())).map((name) => [name, t('upkeep.not-days')]),
      ),
  )
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!form.busy) await form.submit()
  }
  return (
    <Panel title={t('upkeep.title')}>
      {writes ? (
        <form className="form" noValidate aria-label={t('upkeep.title')} onSubmit={(event) => void save(event)}>
          <Refused error={form.failure} />
          <p className="hint">{t('upkeep.lead')}</p>
          {STEPS.map((name) => (
            <TextInput
              key={name}
              label={t(`upkeep.${name}`)}
              description={t(`upkeep.${name}.hint`)}
              inputMode="numeric"
              maxLength={4}
              {...form.field(name)}
            />
          ))}
          <div className="form-actions">
            <Button type="submit" loading={form.busy} disabled={!form.dirty}>
              {t('action.save')}
            </Button>
          </div>
        </form>
      ) : (
        <Facts
          items={STEPS.map((name) => [
            t(`upkeep.${name}`),
            kept[name] == null ? t('upkeep.never') : t('upkeep.days', { count: kept[name] }),
          ])}
        />
      )}
    </Panel>
  )
}

const daysIn = (text: string): number | null => (text.trim() === '' ? null : Number(text.trim()))
