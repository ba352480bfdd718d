import { CIVILITIES, type Contact, OFFICES, type PersonalLink } from '@essaim/shared/associations.ts'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconLink, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orNull, useForm } from '../lib/form.ts'
import { day, shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog, FormDialog } from '../ui/dialog.tsx'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { officeName } from './labels.ts'
import { contacts, createLink, revokeLink, writeContact } from './queries.ts'

/** The people of an association and the personal links made for them. */
export function ContactsPanel({ id, writes, opened }: { id: string; writes: boolean; opened?: string | undefined }) {
  const [edited, setEdited] = useState<Contact | 'new' | null>(null)
  const [linked, setLinked] = useState<Contact | null>(null)
  const query = useQuery(contacts(id))
  // who arrives to mend somebody's address finds it open, once
  const [sought, setSought] = useState(opened)
  const found = sought && writes ? query.data?.items.find((contact) => contact.id === sought) : undefined
  if (found) {
    setSought(undefined)
    setEdited(found)
  }
  return (
    <Panel
      title={t('contacts.title')}
      actions={
        writes && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setEdited('new')}
          >
            {t('contact.create')}
          </Button>
        )
      }
    >
      <Await query={query} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="hint">{t('contacts.none')}</p>
          ) : (
            <ul className="lines people">
              {items.map((contact) => (
                <li key={contact.id}>
                  <div>
                    <p className="line-title">{nameOf(contact)}</p>
                    <p className="hint">
                      {[officeName(contact.office), contact.function, contact.email, contact.telephone]
                        .filter(Boolean)
                        .join(' · ')}
                    </p>
                    {contact.objected_at && (
                      <p className="hint">{t('contact.objected', { day: day(contact.objected_at) })}</p>
                    )}
                    {contact.bounced_at && (
                      <p className="hint bad">
                        {t('contact.bounced', {
                          day: day(contact.bounced_at),
                          reason: contact.bounce_reason ?? t('value.unknown'),
                        })}
                      </p>
                    )}
                    <Links association={id} contact={contact} writes={writes} />
                  </div>
                  {writes && (
                    <div className="line-actions">
                      <Button
                        size="compact-sm"
                        variant="default"
                        leftSection={<IconLink size={16} aria-hidden />}
                        onClick={() => setLinked(contact)}
                      >
                        {t('link.create')}
                        <span className="sr-only"> {nameOf(contact)}</span>
                      </Button>
                      <Button
                        size="compact-sm"
                        variant="default"
                        leftSection={<IconPencil size={16} aria-hidden />}
                        onClick={() => setEdited(contact)}
                      >
                        {t('action.edit')}
                        <span className="sr-only"> {nameOf(contact)}</span>
                      </Button>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Await>
      {edited && (
        <ContactDialog association={id} contact={edited === 'new' ? null : edited} close={() => setEdited(null)} />
      )}
      {linked && <LinkDialog association={id} contact={linked} close={() => setLinked(null)} />}
    </Panel>
  )
}

const nameOf = ({ name, civility, office }: Contact): string =>
  [civility && t(`civility.${civility}`), name ?? officeName(office)].filter(Boolean).join(' ')

function Links({ association, contact, writes }: { association: string; contact: Contact; writes: boolean }) {
  const [busy, setBusy] = useState<string | null>(null)
  const live = contact.links.filter(({ revoked_at, expires_at }) => !revoked_at && Date.parse(expires_at) > Date.now())
  if (live.length === 0) return null
  const revoke = async (link: string) => {
    setBusy(link)
    try {
      await revokeLink(association, contact.id, link)
      say(t('link.revoked'))
    } catch (cause) {
      say(cause instanceof Error ? cause.message : t('error.unknown'))
    } finally {
      setBusy(null)
    }
  }
  return (
    <details>
      <summary>{t('link.count', { count: live.length })}</summary>
      <ul className="plain-list">
        {live.map((link) => (
          <li key={link.id}>
            {t('link.line', {
              made: shortDay(link.created_at),
              used: link.used_at ? shortDay(link.used_at) : 'never',
              expires: shortDay(link.expires_at),
            })}{' '}
            {writes && (
              <Button
                size="compact-xs"
                variant="default"
                loading={busy === link.id}
                onClick={() => void revoke(link.id)}
              >
                {t('action.revoke')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

function LinkDialog({ association, contact, close }: { association: string; contact: Contact; close: () => void }) {
  const [link, setLink] = useState<PersonalLink | null>(null)
  const form = useForm({}, async () => setLink(await createLink(association, contact.id)))
  if (link)
    return (
      <Dialog title={t('link.made')} opened close={close} size="lg">
        <div className="form">
          <p>{t('link.made.lead', { name: nameOf(contact), day: day(link.expires_at) })}</p>
          <CopyField label={t('link.url')} value={link.url} hint={t('secret.once')} />
        </div>
      </Dialog>
    )
  // Answers false: the dialog stays open and shows the link.
  const submit = async () => {
    await form.submit()
    return false
  }
  return (
    <FormDialog title={t('link.create')} close={close} form={{ ...form, submit }} action={t('link.create')}>
      <p>{t('link.explained', { name: nameOf(contact) })}</p>
    </FormDialog>
  )
}

function ContactDialog({
  association,
  contact,
  close,
}: {
  association: string
  contact: Contact | null
  close: () => void
}) {
  const form = useForm(
    {
      office: contact?.office ?? ('other' as Contact['office']),
      civility: contact?.civility ?? ('' as 'madame' | 'monsieur' | ''),
      name: contact?.name ?? '',
      function: contact?.function ?? '',
      email: contact?.email ?? '',
      telephone: contact?.telephone ?? '',
    },
    async ({ office, civility, name, function: job, email, telephone }) => {
      await writeContact(association, contact?.id ?? null, {
        office,
        civility: civility || null,
        name: orNull(name),
        function: orNull(job),
        email: orNull(email),
        telephone: orNull(telephone),
      })
      say(t('contact.saved'))
    },
  )
  return (
    <FormDialog
      title={contact ? t('contact.edit') : t('contact.create')}
      close={close}
      form={form}
      action={t('action.save')}
    >
      <NativeSelect
        label={t('contact.office')}
        data={OFFICES.map((office) => ({ value: office, label: officeName(office) }))}
        {...form.field('office')}
      />
      <NativeSelect
        label={t('contact.civility')}
        data={[
          { value: '', label: t('value.unknown') },
          ...CIVILITIES.map((one) => ({ value: one, label: t(`civility.${one}`) })),
        ]}
        {...form.field('civility')}
      />
      <TextInput label={t('contact.name')} maxLength={200} autoComplete="off" {...form.field('name')} />
      <TextInput label={t('contact.function')} maxLength={200} {...form.field('function')} />
      <TextInput
        label={t('association.email')}
        type="email"
        maxLength={254}
        autoComplete="off"
        {...form.field('email')}
      />
      <TextInput
        label={t('association.telephone')}
        type="tel"
        maxLength={40}
        autoComplete="off"
        {...form.field('telephone')}
      />
    </FormDialog>
  )
}
