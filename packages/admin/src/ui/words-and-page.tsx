import { useId, useState } from 'react'
import { t } from '../lib/i18n.ts'
import { HtmlFrame } from './html-frame.tsx'

/** A mail both ways: as most programs show it, and its words alone. */
export function WordsAndPage({ title, html, text }: { title: string; html: string | null; text: string | null }) {
  const [way, setWay] = useState<'html' | 'text'>('html')
  const id = useId()
  const shown = html === null ? 'text' : way
  return (
    <div className="two-ways">
      {html !== null && (
        <fieldset className="chips" aria-label={t('words.way')}>
          {(['html', 'text'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={shown === one}
              aria-controls={id}
              onClick={() => setWay(one)}
            >
              {t(`words.${one}`)}
            </button>
          ))}
        </fieldset>
      )}
      <div id={id}>
        {shown === 'html' && html !== null ? (
          <HtmlFrame title={title} html={html} />
        ) : (
          <p className="letter-text">{text}</p>
        )}
      </div>
    </div>
  )
}
