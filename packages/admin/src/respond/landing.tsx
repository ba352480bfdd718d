import { Action, Frame } from './frame.tsx'
import { useMessages } from './language.ts'

/** What the link opens: who invites, to what, and a button. Nothing is asked of the server before it is pressed. */
export function Landing({ onStart }: { onStart: () => Promise<void> }) {
  const m = useMessages()
  return (
    <Frame title={m.landing_title} focus={false}>
      <p className="r-lead">{m.landing_lead}</p>
      <p>
        <Action busy={m.starting} onAct={onStart}>
          {m.start}
        </Action>
      </p>
      <div className="r-three">
        <Points title={m.landing_how_title} points={m.landing_how} />
        <Points title={m.landing_next_title} points={m.landing_next} />
        <Points title={m.landing_who_title} points={m.landing_who} />
      </div>
    </Frame>
  )
}

function Points({ title, points }: { title: string; points: string[] }) {
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  )
}
