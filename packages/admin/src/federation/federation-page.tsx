import type { Federation } from '@essaim/shared/federation.ts'
import { Button, Textarea, TextInput } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { BackupPanel } from '../backups/backup-panel.tsx'
import { orNull, useForm } from '../lib/form.ts'
import type { Answer } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Facts } from '../ui/facts.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await, Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { changeFederation, federation, federationLogo, putLogo } from './queries.ts'
import { SilencePanel } from './silence-panel.tsx'
import { UpkeepPanel } from './upkeep-panel.tsx'

const LARGEST = 200 * 1024
const MEMBERS = ['name', 'address', 'website', 'reply_to', 'data_protection_email', 'address_source'] as const

/** The federation as its letters show it: what it is called, where replies go, and what it says of personal data. */
export function FederationPage() {
  const query = useQuery(federation())
  return (
    <Page title={t('federation.title')} lead={<p>{t('federation.lead')}</p>}>
      <Await query={query}>{(read) => <One read={read} />}</Await>
    </Page>
  )
}

// What one began with stays the base of one's changes, whatever is read again behind it.
function One({ read }: { read: Answer<Federation> }) {
  const { user } = useSession()
  const writes = hasRole(user, 'admin')
  const [base, setBase] = useState(read)
  const { data, etag } = base
  return (
    <div className="reading">
      <div className="reading-main">
        {writes ? (
          <FactsForm kept={data} etag={etag} taken={setBase} />
        ) : (
          <Panel title={t('federation.facts')}>
            <Facts items={MEMBERS.map((name) => [t(`federation.${name}`), data[name] ?? null])} />
          </Panel>
        )}
        <SilencePanel kept={data} etag={etag} writes={writes} taken={setBase} />
        <UpkeepPanel kept={data} etag={etag} writes={writes} taken={setBase} />
      </div>
      <aside className="reading-side" aria-label={t('federation.logo')}>
        <Logo has={data.has_logo} etag={etag} writes={writes} taken={setBase} />
        {writes && <BackupPanel />}
      </aside>
    </div>
  )
}

type Taken = (answer: Answer<Federation>) => void

function FactsForm({ kept, etag, taken }: { kept: Federation; etag: string | null; taken: Taken }) {
  const start = Object.fromEntries(MEMBERS.map((name) => [name, kept[name] ?? ''])) as Record<
    (typeof MEMBERS)[number],
    string
  >
  const form = useForm(
    start,
    async (values) => {
      const changes = MEMBERS.filter((name) => values[name].trim() !== start[name])
      taken(await changeFederation(Object.fromEntries(changes.map((name) => [name, orNull(values[name])])), etag))
      say(t('federation.saved'))
    },
    ({ name, address_source }) => ({
      ...(name.trim() ? {} : { name: t('form.required') }),
      ...(address_source.trim() ? {} : { address_source: t('form.required') }),
    }),
  )
  const reload = async () => {
    const now = await queryClient.fetchQuery({ ...federation(), staleTime: 0 })
    taken(now)
    for (const name of MEMBERS) form.set(name, now.data[name] ?? '')
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!form.busy) await form.submit()
  }
  return (
    <Panel title={t('federation.facts')}>
      <form className="form" noValidate aria-label={t('federation.facts')} onSubmit={(event) => void save(event)}>
        <Refused error={form.failure} reload={() => void reload()} />
        <TextInput label={t('federation.name')} required maxLength={200} {...form.field('name')} />
        <Textarea
          label={t('federation.address')}
          description={t('federation.address.hint')}
          autosize
          minRows={2}
          maxLength={500}
          {...form.field('address')}
        />
        <TextInput
          label={t('federation.website')}
          description={t('federation.website.hint')}
          maxLength={300}
          {...form.field('website')}
        />
        <TextInput
          label={t('federation.reply_to')}
          description={t('federation.reply_to.hint')}
          type="email"
          maxLength={254}
          {...form.field('reply_to')}
        />
        <TextInput
          label={t('federation.data_protection_email')}
          description={t('federation.data_protection_email.hint')}
          type="email"
          maxLength={254}
          {...form.field('data_protection_email')}
        />
        <Textarea
          label={t('federation.address_source')}
          description={t('federation.address_source.hint')}
          required
          autosize
          minRows={2}
          maxLength={500}
          {...form.field('address_source')}
        />
        <div className="form-actions">
          <Button type="submit" loading={form.busy} disabled={!form.dirty}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

function Logo({ has, etag, writes, taken }: { has: boolean; etag: string | null; writes: boolean; taken: Taken }) {
  const input = useRef<HTMLInputElement>(null)
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const image = useQuery({ ...federationLogo(etag), enabled: has }).data
  const choose = async (file: File | undefined) => {
    if (!file) return
    setFailure(null)
    if (file.size > LARGEST || !/^image\/(png|jpeg)$/.test(file.type)) {
      setFailure(new Error(t('federation.logo.bad')))
      return
    }
    setBusy(true)
    try {
      taken(await putLogo(file, etag))
      say(t('federation.logo.saved'))
    } catch (cause) {
      setFailure(cause instanceof Error ? cause : new Error(t('error.unknown')))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title={t('federation.logo')}>
      <div className="form">
        {image ? (
          <img className="logo" src={image} alt={t('federation.logo')} />
        ) : (
          <p className="hint">{t('federation.logo.none')}</p>
        )}
        <Refused error={failure} />
        {writes && (
          <>
            <input
              ref={input}
              type="file"
              accept="image/png,image/jpeg"
              hidden
              tabIndex={-1}
              aria-hidden
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
              onClick={(event) => {
                event.currentTarget.value = ''
              }}
            />
            <p className="hint">{t('federation.logo.hint')}</p>
            <Button
              variant="default"
              loading={busy}
              leftSection={<IconUpload size={16} aria-hidden />}
              onClick={() => input.current?.click()}
            >
              {t(has ? 'federation.logo.replace' : 'federation.logo.choose')}
            </Button>
          </>
        )}
      </div>
    </Panel>
  )
}
