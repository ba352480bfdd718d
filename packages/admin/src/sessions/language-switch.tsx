import { useRouter } from '@tanstack/react-router'
import { locale, switchLocale } from '../lib/i18n.ts'

/** The other language, named in that language. */
export function LanguageSwitch() {
  const router = useRouter()
  const other = locale() === 'fr' ? 'en' : 'fr'
  const change = async () => {
    await switchLocale(other)
    await router.invalidate()
    window.dispatchEvent(new Event('essaim.locale'))
  }
  return (
    <button type="button" className="plain-button" lang={other} onClick={() => void change()}>
      {other === 'en' ? 'English' : 'Français'}
    </button>
  )
}
