import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { plainRow, type Row } from './report.ts'

const SERVER = join(import.meta.dirname, '../src/server.ts')
const BROWSER = join(import.meta.dirname, '../../admin/bench/form-paint.ts')

type Visit = { landing: number; questions: number; kilobytes: number }
type Asked = {
  urls: { appUrl: string; ownerUrl: string }
  port: number
  administrator: { email: string; password: string }
  rounds: number
  records: number
}

/** The respondent's form as a telephone on a slow 4G network gets it: when its largest part shows, and what its scripts weigh. */
export async function formRows({ urls, port, administrator, rounds, records }: Asked): Promise<Row[]> {
  const url = `http://127.0.0.1:${port}`
  const server = spawn(process.execPath, [SERVER], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: urls.appUrl,
      DATABASE_OWNER_URL: urls.ownerUrl,
      ESSAIM_DEMO: '0',
      LOG_LEVEL: 'warn',
      // the address that the stored documents speak of: nothing is projected again
      ESSAIM_PUBLIC_URL: 'http://essaim.example',
    },
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.stdout.on('data', (said: Buffer) => said.includes('http://essaim.example/v1') && resolve())
      server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    })
    const link = (await personalLink(url, administrator)).replace('http://essaim.example', url)
    const { stdout } = await promisify(execFile)(process.execPath, [BROWSER, link, String(rounds)])
    const visits = JSON.parse(stdout) as Visit[]
    const row = (name: string, of: (visit: Visit) => number, unit: string, atMost: number) =>
      plainRow(records, name, visits.map(of), unit, { atMost })
    return [
      row('form on slow 4G: largest paint of its first page', (visit) => visit.landing, ' s', 1.8),
      row('form on slow 4G: largest paint of the questions', (visit) => visit.questions, ' s', 1.8),
      row('form: its JavaScript, compressed', (visit) => visit.kilobytes, ' kB', 90),
    ]
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    await ended
  }
}

/** A personal link of a contact of an association that the bench makes. */
async function personalLink(url: string, administrator: object): Promise<string> {
  let token = ''
  const post = async <Answer>(path: string, body: object): Promise<Answer> => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Answer
  }
  token = (await post<{ access_token: string }>('/v1/session', administrator)).access_token
  const association = await post<{ id: string }>('/v1/associations', { name: 'Association du banc' })
  const contacts = `/v1/associations/${association.id}/contacts`
  const contact = await post<{ id: string }>(contacts, { office: 'president', name: 'Camille Exemple' })
  return (await post<{ url: string }>(`${contacts}/${contact.id}/links`, {})).url
}
