import { Outlet } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { locale } from './lib/i18n.ts'
import { queryClient } from './lib/query-client.ts'
import { useSession } from './lib/session.ts'
import { SignInPage } from './sessions/sign-in-page.tsx'
import { Shell } from './shell.tsx'

/** The frame of every address: the page for who is signed in, else the sign-in, at the same address. */
export function Console() {
  const { status, user } = useSession()
  const language = useLanguage()
  const person = user?.id ?? null
  useEffect(() => {
    // What one person read is not for the next one at this screen.
    if (person === null) queryClient.clear()
    return () => queryClient.clear()
  }, [person])
  useEffect(() => {
    // What was refused while the session had ended is asked again.
    if (status === 'in') void queryClient.refetchQueries({ predicate: ({ state }) => state.status === 'error' })
  }, [status])
  // After an ended session the page stays as it was behind the sign-in: what was being written is not lost.
  return (
    <div key={language}>
      {status !== 'in' && <SignInPage />}
      {user && (
        <div hidden={status !== 'in'} key={person}>
          <Shell user={user}>
            <Outlet />
          </Shell>
        </div>
      )}
    </div>
  )
}

function useLanguage(): string {
  const [language, setLanguage] = useState(locale)
  useEffect(() => {
    const change = () => setLanguage(locale())
    window.addEventListener('essaim.locale', change)
    return () => window.removeEventListener('essaim.locale', change)
  }, [])
  return language
}
