import type { OidcSignIn as Provider } from '@essaim/shared/sessions.ts'
import { Button } from '@mantine/core'
import { IconLogin2 } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { apiUrl } from '../lib/config.ts'
import { read, send } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'

/** The way to the federation's identity provider, where there is one. */
export function OidcSignIn() {
  const [available, setAvailable] = useState(false)
  useEffect(() => {
    let shown = true
    // not by the cache, which is emptied whenever nobody is signed in
    send('GET', '/v1/session/oidc', {}, null)
      .then((response) => read<Provider>(response))
      .then(({ data }) => shown && setAvailable(data.available))
      .catch(() => undefined)
    return () => {
      shown = false
    }
  }, [])
  if (!available) return null
  return (
    <div className="signin-other">
      <p className="hint">{t('signin.or')}</p>
      <Button
        component="a"
        href={apiUrl('/v1/session/oidc/start')}
        size="md"
        fullWidth
        variant="default"
        leftSection={<IconLogin2 size={18} aria-hidden />}
      >
        {t('signin.oidc.do')}
      </Button>
    </div>
  )
}

let refusal: string | null = null

/** Takes out of the address why the provider's sign-in came to nothing, before anything is drawn. */
export function takeOidcRefusal(): void {
  const found = /^#oidc-(not-admitted|failed)$/.exec(location.hash)
  if (!found) return
  refusal = found[1] ?? null
  history.replaceState(history.state, '', location.pathname + location.search)
}

/** The same, in words. */
export const oidcRefusal = (): Error | null =>
  refusal === null ? null : new Error(t(refusal === 'failed' ? 'signin.oidc.failed' : 'signin.oidc.not-admitted'))
