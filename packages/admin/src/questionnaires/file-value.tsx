import { useEffect, useState } from 'react'
import type { StoredFile } from './file-desk.ts'
import { useSetting } from './setting.ts'

/** A file that an answer names, by its name and size: pressed, it is kept on the device. */
export function FileValue({ id }: { id: string }) {
  const { words, upload } = useSetting()
  const [file, setFile] = useState<StoredFile | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let here = true
    void upload?.find(id).then((found) => {
      if (here) setFile(found)
    })
    return () => {
      here = false
    }
  }, [id, upload])
  if (!file) return words.attached_file
  const save = async () => setFailed((await upload?.save(file)) !== true)
  return (
    <>
      <button type="button" className="q-link" onClick={() => void save()}>
        {`${file.name} (${words.file_size(file.bytes)})`}
        <span className="q-hidden">{` – ${words.file_save}`}</span>
      </button>
      <span role="status" className="q-problem">
        {failed ? words.file_not_read : ''}
      </span>
    </>
  )
}
