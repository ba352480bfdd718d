// A process of its own that sends what is due to webhooks on this machine, until it is killed.
import { buildApp } from '../src/app.ts'

const [databaseUrl = ''] = process.argv.slice(2)
const app = await buildApp({
  databaseUrl,
  publicUrl: () => 'http://essaim.test',
  logLevel: 'silent',
  outbound: { loopback: true },
})
await app.ready()
process.send?.('ready')
