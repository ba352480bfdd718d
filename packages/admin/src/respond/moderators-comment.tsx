import { useMessages } from './language.ts'

/** What the moderators wrote to the association. */
export function ModeratorsComment({ comment, asks = true }: { comment: string; asks?: boolean }) {
  const m = useMessages()
  return (
    <section className="r-comment" aria-labelledby="r-comment-title">
      <h2 id="r-comment-title">{m.comment_title}</h2>
      {asks && <p>{m.comment_lead}</p>}
      <blockquote>{comment}</blockquote>
    </section>
  )
}
