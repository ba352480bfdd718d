import { SCOPES, type Scope } from '@essaim/shared/actors.ts'
import { Checkbox } from '@mantine/core'
import type { Form } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { Tag } from '../ui/badge.tsx'

/** What a key or a client may do. */
export const Scopes = ({ scopes }: { scopes: readonly Scope[] }) => (
  <ul className="tags">
    {scopes.map((scope) => (
      <li key={scope}>
        <Tag>{t(`scope.${scope}`)}</Tag>
      </li>
    ))}
  </ul>
)

export const missingScopes = ({ scopes }: { scopes: Scope[] }) =>
  scopes.length > 0 ? {} : { scopes: t('key.scopes.missing') }

/** The choice of what it may do, in a form that has `scopes`. */
export function ScopesField<T extends { scopes: Scope[] }>({ form }: { form: Form<T> }) {
  return (
    <Checkbox.Group
      label={t('key.scopes')}
      required
      value={form.values.scopes}
      onChange={(scopes) => form.set('scopes', scopes as T['scopes'])}
      error={form.errors.scopes}
    >
      <div className="radios">
        {SCOPES.map((scope) => (
          <Checkbox key={scope} value={scope} label={t(`scope.${scope}`)} description={scope} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
