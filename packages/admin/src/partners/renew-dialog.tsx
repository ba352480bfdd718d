import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog, FormDialog } from '../ui/dialog.tsx'

const OVERLAPS = [7, 30, 0] as const

export type Renewed = { secret: string | null; expires_at: string }

/** Renews a key or a client: how long the secret of before still holds, then the new one, shown once. */
export function RenewDialog({
  name,
  label,
  renew,
  close,
}: {
  name: string
  /** What the new secret is called; null where there is none. */
  label: string | null
  renew: (overlap_days: number) => Promise<Renewed>
  close: () => void
}) {
  const [made, setMade] = useState<Renewed | null>(null)
  const form = useForm({ overlap: '7' }, async ({ overlap }) => setMade(await renew(Number(overlap))))
  if (made)
    return (
      <Dialog title={t('renewal.done')} opened close={close} size="lg">
        <div className="form">
          <p>{t('renewal.done.lead', { name, day: day(made.expires_at) })}</p>
          {made.secret && label && (
            <>
              <p>{t('renewal.done.secret')}</p>
              <CopyField label={label} value={made.secret} hint={t('secret.once')} />
            </>
          )}
        </div>
      </Dialog>
    )
  return (
    <FormDialog
      title={t('renewal.title')}
      close={close}
      form={{
        ...form,
        submit: async () => {
          await form.submit()
          return false
        },
      }}
      action={t('action.renew')}
    >
      <p>{t(label ? 'renewal.explained' : 'renewal.explained.signs', { name })}</p>
      {label && (
        <NativeSelect
          label={t('renewal.overlap')}
          data={OVERLAPS.map((days) => ({ value: String(days), label: t('renewal.overlap.days', { count: days }) }))}
          {...form.field('overlap')}
        />
      )}
    </FormDialog>
  )
}
