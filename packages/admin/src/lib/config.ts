type Config = { api: string }

let config: Config = { api: '' }

/** Reads where the API is: `config.json` lies beside the page, so that one build serves any address. */
export async function loadConfig(): Promise<void> {
  const answer = await fetch(`${import.meta.env.BASE_URL}config.json`, { cache: 'no-cache' })
  const read: unknown = answer.ok ? await answer.json() : null
  const api = typeof read === 'object' && read !== null && 'api' in read ? read.api : ''
  config = { api: typeof api === 'string' ? api.replace(/\/+$/, '') : '' }
}

/** The whole address of a path of the API. */
export const apiUrl = (path: string): string => `${config.api}${path}`
