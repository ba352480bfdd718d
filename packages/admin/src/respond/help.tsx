import { useAddress } from './address.ts'
import { askForHelp } from './api.ts'
import { Ask } from './ask.tsx'
import { inWords } from './in-words.ts'
import { useMessages } from './language.ts'

/** A call for help, from wherever one is. */
export function Help() {
  const m = useMessages()
  const { submission } = useAddress()
  return (
    <Ask
      title={m.help}
      note={m.help_note}
      fields={[
        { name: 'message', label: m.help_message, kind: 'long' },
        { name: 'telephone', label: m.help_telephone, kind: 'tel', complete: 'tel', optional: true },
      ]}
      send={m.ask_send}
      done={m.help_done}
      onError={(error) => inWords(error, m)}
      onSend={(values) => askForHelp(submission ? { ...values, submission_id: submission } : values)}
    />
  )
}
