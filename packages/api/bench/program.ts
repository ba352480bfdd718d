import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export type Program = { child: ChildProcess; ask<Answer>(question: object): Promise<Answer>; stop(): Promise<void> }

/** Starts a file of this folder in a process of its own; it says when it is ready, then answers one question at a time. */
export async function startProgram(file: string, input: object): Promise<Program> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const answer = <Answer>() =>
    new Promise<Answer>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`${file} ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (message: { error?: string } & Answer) => {
        child.off('exit', ended)
        if (message.error) reject(new Error(`${file}: ${message.error}`))
        else resolve(message)
      })
    })
  const ask = <Answer>(question: object) => {
    const said = answer<Answer>()
    child.send(question)
    return said
  }
  await ask(input)
  return {
    child,
    ask,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.disconnect()
      }),
  }
}

/** The other side: `open` gets the first message, and what it returns answers the next ones. */
export function beProgram<Input, Question>(
  open: (
    input: Input,
  ) => Promise<{ said?: object; answer(question: Question): Promise<object>; close?(): Promise<unknown> }>,
): void {
  const tell = (message: object) => process.send?.(message)
  process.once('message', (input: Input) => {
    open(input).then(
      ({ said = {}, answer, close }) => {
        process.on('message', (question: Question) => {
          answer(question).then(tell, (error: Error) => tell({ error: error.stack ?? String(error) }))
        })
        process.once('disconnect', () => {
          void (close?.() ?? Promise.resolve()).finally(() => process.exit(0))
        })
        tell(said)
      },
      (error: Error) => tell({ error: error.stack ?? String(error) }),
    )
  })
}
