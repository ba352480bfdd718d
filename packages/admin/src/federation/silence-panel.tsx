import type { Federation } from '@essaim/shared/federation.ts'
import { Button, NumberInput } from '@mantine/core'
import type { FormEvent } from 'react'
import { useForm } from '../lib/form.ts'
import type { Answer } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { Facts } from '../ui/facts.tsx'
import { Panel } from '../ui/page.tsx'
import { Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { changeFederation } from './queries.ts'

const MEMBERS = ['delegation_reminder_days', 'delegation_escalation_days'] as const
type Member = (typeof MEMBERS)[number]

/** After how many days a delegation that says nothing is reminded, and headquarters has the answer. */
export function SilencePanel({
  kept,
  etag,
  writes,
  taken,
}: {
  kept: Federation
  etag: string | null
  writes: boolean
  taken: (answer: Answer<Federation>) => void
}) {
  const daysOf = (name: Member) => kept[name] ?? null
  return (
    <Panel title={t('silence.title')}>
      {writes ? (
        <DaysForm
          key={etag}
          start={{
            delegation_reminder_days: daysOf(MEMBERS[0]) ?? '',
            delegation_escalation_days: daysOf(MEMBERS[1]) ?? '',
          }}
          save={async (changes) => taken(await changeFederation(changes, etag))}
        />
      ) : (
        <Facts items={MEMBERS.map((name) => [t(`silence.${name}`), inDays(daysOf(name))])} />
      )}
    </Panel>
  )
}

const inDays = (days: number | null) => (days === null ? t('silence.never') : t('silence.days', { count: days }))

type Days = Record<Member, number | string>

function DaysForm({ start, save }: { start: Days; save: (changes: Partial<Federation>) => Promise<void> }) {
  const form = useForm(
    start,
    async (values) => {
      const changed = MEMBERS.filter((name) => values[name] !== start[name])
      await save(Object.fromEntries(changed.map((name) => [name, values[name] === '' ? null : Number(values[name])])))
      say(t('silence.saved'))
    },
    () => ({}),
  )
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!form.busy) await form.submit()
  }
  return (
    <form className="form" noValidate aria-label={t('silence.title')} onSubmit={(event) => void submit(event)}>
      <p className="hint">{t('silence.lead')}</p>
      <Refused error={form.failure} />
      {MEMBERS.map((name) => (
        <NumberInput
          key={name}
          label={t(`silence.${name}`)}
          description={t('silence.hint')}
          min={1}
          max={365}
          allowDecimal={false}
          allowNegative={false}
          value={form.values[name]}
          onChange={(days) => form.set(name, days)}
          error={form.errors[name]}
        />
      ))}
      <div className="form-actions">
        <Button type="submit" loading={form.busy} disabled={!form.dirty}>
          {t('action.save')}
        </Button>
      </div>
    </form>
  )
}
