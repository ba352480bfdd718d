import { useEffect, useState } from 'react'
import { Action } from './frame.tsx'
import { useMessages } from './language.ts'
import { fetchRecord } from './records-api.ts'

/** A short text about the published record, to put on the association's own site. */
export function OwnSiteText({ innovation }: { innovation: string }) {
  const m = useMessages()
  const [text, setText] = useState<string | null>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    void fetchRecord(innovation).then(
      (record) => setText(record.text),
      () => undefined,
    )
  }, [innovation])
  if (text === null) return null
  return (
    <section>
      <h2>{m.records.text_title}</h2>
      <blockquote className="r-told" lang="fr">
        {text}
      </blockquote>
      <Action
        kind="plain"
        onAct={() =>
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => undefined,
          )
        }
      >
        {copied ? m.records.copied : m.records.copy}
      </Action>
    </section>
  )
}
