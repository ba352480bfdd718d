import { Button, PasswordInput, TextInput } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { type FormEvent, useEffect, useState } from 'react'
import { Refusal } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { signIn, signInByLink, useSession } from '../lib/session.ts'
import { Refused } from '../ui/states.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { forgetLinkToken, linkToken } from './link-token.ts'
import { OidcSignIn, oidcRefusal } from './oidc-sign-in.tsx'

/** Shown at whatever address was asked for: once signed in, that page appears. */
export function SignInPage() {
  const session = useSession()
  const [token, setToken] = useState(linkToken)
  useEffect(() => {
    document.title = `${t('signin.title')} – Essaim`
  }, [])
  return (
    <div className="signin">
      <main className="signin-card" id="contenu" tabIndex={-1}>
        <p className="signin-brand">
          <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={40} height={40} />
          Essaim
        </p>
        <h1>{t('signin.title')}</h1>
        <p className="lead">
          {token ? t('signin.link.lead') : session.status === 'ended' ? t('signin.ended') : t('signin.lead')}
        </p>
        {token ? (
          <LinkForm
            token={token}
            leave={() => {
              forgetLinkToken()
              setToken(null)
            }}
          />
        ) : (
          <>
            <PasswordForm email={session.user?.email ?? ''} />
            <OidcSignIn />
          </>
        )}
      </main>
      <LanguageSwitch />
    </div>
  )
}

function PasswordForm({ email: known }: { email: string }) {
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState(false)
  const [failure, setFailure] = useState<Error | null>(oidcRefusal)
  const [busy, setBusy] = useState(false)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const incomplete = !email.trim() || !password
    setMissing(incomplete)
    setFailure(null)
    if (incomplete) return
    setBusy(true)
    try {
      await signIn(email.trim(), password)
    } catch (cause) {
      setFailure(signInFailure(cause))
      setBusy(false)
    }
  }
  return (
    <form className="form" noValidate onSubmit={(event) => void send(event)}>
      <Refused error={failure} />
      <TextInput
        label={t('signin.email')}
        type="email"
        name="email"
        autoComplete="username"
        size="md"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={missing && !email.trim() ? t('signin.email.missing') : null}
        required
        withAsterisk={false}
      />
      <PasswordInput
        label={t('signin.password')}
        name="password"
        autoComplete="current-password"
        size="md"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('signin.password.show'), tabIndex: 0, 'aria-hidden': false }}
        error={missing && !password ? t('signin.password.missing') : null}
        required
        withAsterisk={false}
      />
      <Button type="submit" size="md" fullWidth loading={busy}>
        {t('signin.do')}
      </Button>
      <p className="hint">{t('signin.help')}</p>
    </form>
  )
}

function LinkForm({ token, leave }: { token: string; leave: () => void }) {
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const enter = async () => {
    setBusy(true)
    try {
      await signInByLink(token)
      leave()
    } catch (cause) {
      setFailure(cause instanceof Error ? cause : new Error(t('error.unknown')))
      setBusy(false)
    }
  }
  return (
    <div className="form">
      <Refused error={failure} />
      {!failure && (
        <Button
          size="md"
          fullWidth
          loading={busy}
          onClick={() => void enter()}
          leftSection={<IconKey size={18} aria-hidden />}
        >
          {t('signin.link.do')}
        </Button>
      )}
      <Button size="md" fullWidth variant="default" onClick={leave}>
        {t('signin.link.other')}
      </Button>
    </div>
  )
}

function signInFailure(cause: unknown): Error {
  if (cause instanceof Refusal && cause.status === 401) return new Error(t('signin.wrong'))
  if (cause instanceof Refusal && cause.status === 429)
    return new Error(t('signin.too-many', { minutes: Math.max(1, Math.ceil((cause.retryAfter ?? 900) / 60)) }))
  if (cause instanceof Refusal && cause.status === 422) return new Error(t('signin.wrong'))
  return cause instanceof Error ? cause : new Error(t('error.unknown'))
}
