// Run by the tests as a process of its own: supervises the given directory until it is told to stop, or killed.
import { startPostgres } from '../../src/db/embedded.ts'

const [dataDir = '', patience = '0', care = 'fast'] = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)
try {
  const postgres = await startPostgres({ dataDir, fast: care === 'fast', patience: Number(patience), log: say })
  say(`ready ${postgres.superUrl}`)
  const awake = setInterval(() => undefined, 1000)
  process.once('SIGTERM', async () => {
    await postgres.stop()
    clearInterval(awake)
    say('stopped')
  })
} catch (error) {
  say(`refused ${(error as Error).message}`)
  process.exitCode = 1
}
