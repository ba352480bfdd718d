import { useEffect, useMemo, useRef, useState } from 'react'

// Our pages allow no style in a text (content policy), only those that a script of ours sets: a foreign page's styles,
// sources and ways out are put aside here, and its styles set again once it is shown.
function putAside(html: string): string {
  return html
    .replaceAll(/<(script|style|link|base|meta http-equiv)\b[^>]*>/gi, '')
    .replaceAll(/\sstyle="/gi, ' data-look="')
    .replaceAll(/\shref="/gi, ' data-href="')
    .replaceAll(/\ssrc="/gi, ' data-source="')
}

async function showImage(image: HTMLImageElement): Promise<void> {
  const answer = await fetch(image.dataset.source ?? '', { credentials: 'omit' })
  if (!answer.ok) return
  const reader = new FileReader()
  reader.onload = () => {
    image.src = String(reader.result)
  }
  reader.readAsDataURL(await answer.blob())
}

const heightOf = (frame: HTMLIFrameElement | null): number =>
  (frame?.contentDocument?.body?.parentElement?.offsetHeight ?? 476) + 4

/** A page in HTML as it would look, without its scripts and links, as high as what it says. */
export function HtmlFrame({ title, html }: { title: string; html: string }) {
  const page = useMemo(() => putAside(html), [html])
  const [height, setHeight] = useState(480)
  const frame = useRef<HTMLIFrameElement>(null)
  // narrower, it is longer
  useEffect(() => {
    const watch = new ResizeObserver(() => setHeight(heightOf(frame.current)))
    if (frame.current) watch.observe(frame.current)
    return () => watch.disconnect()
  }, [])
  return (
    <iframe
      ref={frame}
      className="html-frame"
      title={title}
      // the same origin, so that its styles can be set from here; no scripts, forms or navigation
      sandbox="allow-same-origin"
      srcDoc={page}
      style={{ height }}
      onLoad={({ currentTarget: { contentDocument: page } }) => {
        if (!page) return
        for (const part of page.querySelectorAll<HTMLElement>('[data-look]'))
          part.style.cssText = part.dataset.look ?? ''
        for (const image of page.querySelectorAll<HTMLImageElement>('img[data-source]'))
          void showImage(image).catch(() => undefined)
        setHeight(heightOf(frame.current))
      }}
    />
  )
}
