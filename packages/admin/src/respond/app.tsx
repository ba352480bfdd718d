import { useCallback, useEffect, useState } from 'react'
import { closeSession, openSession, Refusal } from './api.ts'
import { Approval } from './approval.tsx'
import { Action, Trouble } from './frame.tsx'
import { Help } from './help.tsx'
import { inWords } from './in-words.ts'
import { Inside } from './inside.tsx'
import { Landing } from './landing.tsx'
import { LanguageContext } from './language.ts'
import { chooseLanguage, type Language, loadLanguage, messagesIn } from './messages.ts'
import { NoWay } from './no-way.tsx'
import { forgetSession, isApproval, keepSession, keptSession, linkToken } from './session.ts'

type Door = 'approval' | 'landing' | 'no-link' | 'bad-link' | 'ended' | 'in'

const doorOf = (): Door =>
  linkToken(location.hash)
    ? isApproval(location.search)
      ? 'approval'
      : 'landing'
    : location.hash.length > 1
      ? 'bad-link'
      : keptSession()
        ? 'in'
        : 'no-link'

/** The respondent's page: the door, then the association's answers. */
export function App({ language: first }: { language: Language }) {
  const [language, setLanguage] = useState<Language>(first)
  const [door, setDoor] = useState<Door>(doorOf)
  const [trouble, setTrouble] = useState<string | null>(null)
  const m = messagesIn(language)

  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  useEffect(() => {
    const onHash = () => setDoor(doorOf())
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [])

  const switchLanguage = async () => {
    const next = await loadLanguage(language === 'fr' ? 'en' : 'fr')
    chooseLanguage(next)
    setLanguage(next)
  }
  const start = async () => {
    const token = linkToken(location.hash)
    if (!token) return setDoor('bad-link')
    await open({ token })
  }
  const open = async (key: { token: string } | { code: string }) => {
    setTrouble(null)
    try {
      keepSession(await openSession(key))
      // The link is a key: it stays neither in the address nor in the history.
      history.replaceState(null, '', location.pathname + location.search)
      setDoor('in')
    } catch (error) {
      // a code that does not open is told where it is typed
      if ('code' in key) throw error
      if (error instanceof Refusal && [401, 404, 410, 422].includes(error.status)) setDoor('bad-link')
      else setTrouble(inWords(error, m))
    }
  }
  const end = useCallback(() => {
    forgetSession()
    setDoor('ended')
  }, [])
  const quit = async () => {
    await closeSession().catch(() => undefined)
    forgetSession()
    history.replaceState(null, '', location.pathname)
    setDoor('no-link')
  }

  return (
    <LanguageContext value={language}>
      <button type="button" className="r-skip" onClick={skip}>
        {m.skip}
      </button>
      <header className="r-header">
        <p className="r-brand">
          {m.product} <span>{m.page}</span>
        </p>
        <div className="r-header-actions">
          <button
            type="button"
            className="r-button r-quiet"
            lang={language === 'fr' ? 'en' : 'fr'}
            onClick={() => void switchLanguage()}
          >
            {m.other_language}
          </button>
          {door === 'in' && (
            <Action kind="quiet" onAct={quit}>
              {m.quit}
            </Action>
          )}
        </div>
      </header>
      {trouble && <Trouble>{trouble}</Trouble>}
      {door === 'approval' ? (
        <Approval token={linkToken(location.hash) ?? ''} />
      ) : door === 'landing' ? (
        <Landing onStart={start} />
      ) : door === 'in' ? (
        <Inside onEnded={end} />
      ) : (
        <NoWay reason={door} token={linkToken(location.hash)} onCode={(code) => open({ code })} />
      )}
      <footer className="r-footer">
        {door === 'in' && <Help />}
        <details>
          <summary>{m.privacy_title}</summary>
          <p>{m.privacy}</p>
        </details>
      </footer>
    </LanguageContext>
  )
}

// A button, not a link to `#main`: the fragment of this page's address is the personal link's.
function skip(): void {
  const heading = document.querySelector<HTMLElement>('main h1')
  if (heading) heading.tabIndex = -1
  heading?.focus()
}
