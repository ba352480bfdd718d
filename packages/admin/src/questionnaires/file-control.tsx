import { FILE_TYPES, largestFor, MEDIA_TYPES } from '@essaim/shared/file-types.ts'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { type ControlProps, described } from './control.ts'
import { FileRefusal, type StoredFile } from './file-desk.ts'
import { useSetting } from './setting.ts'

type Step =
  | { at: 'rest'; said: string }
  | { at: 'sending'; name: string; share: number }
  | { at: 'failed'; why: string; again: File | null }

const endingOf = (name: string) => name.split('.').at(-1)?.toLowerCase().replace('jpeg', 'jpg') ?? ''

/** The kind of a file by what the browser says, else by its ending: some systems know no more. */
const kindOf = (file: File): string =>
  file.type || (MEDIA_TYPES.find((type) => FILE_TYPES[type] === endingOf(file.name)) ?? '')

/** One file: chosen or dropped, sent at once, shown, replaced or taken out. What it may be is said beforehand. */
export function FileControl({ asked, id, value, onChange, ...props }: ControlProps) {
  const { words, upload } = useSetting()
  const [step, setStep] = useState<Step>({ at: 'rest', said: '' })
  const running = useRef<AbortController | null>(null)
  // A group of lines may have changed while the file was on its way.
  const change = useRef(onChange)
  useEffect(() => {
    change.current = onChange
  })
  useEffect(() => () => running.current?.abort(), [])

  const kinds = MEDIA_TYPES.filter((type) => !asked.accept || asked.accept.includes(type))
  const most = largestFor(asked)
  const names = kinds.map((type) => FILE_TYPES[type].toUpperCase()).join(', ')
  const size = words.file_size(most)
  const imagesOnly = kinds.every((type) => type.startsWith('image/'))
  const stored = typeof value === 'string' ? value : null
  if (!upload) return <p className="q-note">{stored ? words.attached_file : words.file_none}</p>

  const take = async (file: File | undefined) => {
    if (!file || step.at === 'sending') return
    const type = kindOf(file)
    if (!kinds.some((one) => one === type)) {
      setStep({ at: 'failed', why: words.file_wrong_kind(names), again: null })
      return
    }
    if (file.size > most) {
      setStep({ at: 'failed', why: words.file_too_large(size), again: null })
      return
    }
    const controller = new AbortController()
    running.current = controller
    setStep({ at: 'sending', name: file.name, share: 0 })
    try {
      const made = await upload.send(file, file.name.slice(0, 255), {
        type,
        signal: controller.signal,
        onProgress: (share) => setStep({ at: 'sending', name: file.name, share }),
      })
      change.current(made.id)
      setStep({ at: 'rest', said: words.file_added(made.name) })
    } catch (cause) {
      if (controller.signal.aborted) setStep({ at: 'rest', said: words.file_cancelled })
      else {
        const { message, again } = cause instanceof FileRefusal ? cause : new FileRefusal('', true)
        setStep({ at: 'failed', why: message || words.file_failed, again: again ? file : null })
      }
    }
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    void take(event.dataTransfer.files[0])
  }
  const sending = step.at === 'sending'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first
    <div className="q-file" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      {stored && <Stored key={stored} id={stored} />}
      <p className="q-help" id={`${id}-limits`}>
        {words.file_limits(names, size)}
      </p>
      <div className="q-row">
        <label className="q-button q-file-button">
          {stored ? words.file_replace : imagesOnly ? words.file_choose_image : words.file_choose}
          <input
            {...described(props)}
            aria-describedby={[`${id}-limits`, props.describedBy].filter(Boolean).join(' ')}
            id={id}
            type="file"
            accept={kinds.join(',')}
            disabled={sending}
            onChange={(event) => {
              void take(event.currentTarget.files?.[0])
              // the same file may be chosen again
              event.currentTarget.value = ''
            }}
          />
        </label>
        {!stored && !sending && <span className="q-help q-file-drop">{words.file_drop}</span>}
        {stored && !sending && (
          <button
            type="button"
            className="q-quiet"
            onClick={() => {
              onChange(null)
              setStep({ at: 'rest', said: words.file_removed })
              requestAnimationFrame(() => document.getElementById(id)?.focus())
            }}
          >
            {words.remove(words.attached_file.toLowerCase())}
          </button>
        )}
        {sending && (
          <button type="button" className="q-quiet" onClick={() => running.current?.abort()}>
            {words.file_cancel}
          </button>
        )}
        {step.at === 'failed' && step.again && (
          <button type="button" className="q-quiet" onClick={() => void take(step.again ?? undefined)}>
            {words.file_retry}
          </button>
        )}
      </div>
      {sending && <progress value={step.share} max={1} aria-label={words.file_sending(step.name)} />}
      <p role="status" className={step.at === 'failed' ? 'q-problem' : 'q-help'}>
        {step.at === 'failed' ? step.why : sending ? words.file_sending(step.name) : step.said}
      </p>
    </div>
  )
}

/** A file that the answer names: its picture or its name. */
function Stored({ id }: { id: string }) {
  const { words, upload } = useSetting()
  const [file, setFile] = useState<StoredFile | null>(null)
  const [picture, setPicture] = useState<string | null>(null)
  useEffect(() => {
    let here = true
    const load = async () => {
      const found = (await upload?.find(id)) ?? null
      if (here) setFile(found)
      const shown = found?.media_type.startsWith('image/') ? await upload?.picture(id) : null
      if (here) setPicture(shown ?? null)
    }
    void load()
    return () => {
      here = false
    }
  }, [id, upload])
  return (
    <p className="q-file-stored">
      {picture && <img src={picture} alt="" />}
      <span>{file ? `${file.name} (${words.file_size(file.bytes)})` : words.attached_file}</span>
    </p>
  )
}
