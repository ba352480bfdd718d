import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, resolve } from 'node:path'

const DIST = resolve(import.meta.dirname, '../dist')
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export type Elsewhere = { origin: string; pointTo(api: string): void; stop(): void }

/** The static build on a plain server of its own, another origin than the API's: `config.json` names the API. */
export async function serveElsewhere(): Promise<Elsewhere> {
  let api = ''
  const read = async (path: string): Promise<[string, string | Buffer]> => {
    if (path === '/admin/config.json') return ['.json', JSON.stringify({ api })]
    if (path.startsWith('/repondre/')) return ['.html', await readFile(join(DIST, 'repondre.html'))]
    const file = normalize(path.replace(/^\/admin\//, ''))
    // Any other address is the console's own to understand.
    if (extname(file) === '') return ['.html', await readFile(join(DIST, 'index.html'))]
    return [extname(file), await readFile(join(DIST, file))]
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://elsewhere')
    read(pathname).then(
      ([kind, content]) => {
        response.setHeader('content-type', TYPES[kind] ?? 'application/octet-stream')
        response.setHeader(
          'content-security-policy',
          `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ${api}; base-uri 'none'; form-action 'self'`,
        )
        response.end(content)
      },
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pointTo(url) {
      api = url
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
