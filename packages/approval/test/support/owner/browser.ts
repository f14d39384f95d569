import { request, type IncomingHttpHeaders } from 'node:http'
import type { PasskeyDeviations } from '@countersign/testing'
import type { SoftwareAuthenticator } from './software-authenticator.js'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** What it is as JSON; `undefined`: it is none. */
  readonly body: unknown
}

export interface Sent {
  readonly method?: string
  /** By the name; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Sent as it is, if it is a text; as JSON otherwise. */
  readonly body?: unknown
}

/** What keeps one owner's cookie, and sends what the page would send. */
export class Browser {
  readonly #origin: string
  readonly #base: string
  #cookie: string | undefined

  constructor(origin: string, basePath = '') {
    this.#origin = origin
    this.#base = `${origin}${basePath}/owner/`
  }

  get cookie(): string | undefined {
    return this.#cookie
  }

  /** The same browser, with a cookie of somebody's choice. */
  with(cookie: string | undefined): Browser {
    const other = new Browser(this.#origin)
    other.#cookie = cookie
    return other
  }

  async get(path: string, headers: Sent['headers'] = {}): Promise<Answer> {
    return this.send(path, { headers })
  }

  async post(path: string, body: unknown = {}, headers: Sent['headers'] = {}): Promise<Answer> {
    return this.send(path, { method: 'POST', body, headers })
  }

  async put(path: string, body: unknown): Promise<Answer> {
    return this.send(path, { method: 'PUT', body })
  }

  /** Sends to a path below `owner/`, unless it begins with a slash. */
  async send(path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
    const own = {
      'sec-fetch-site': 'same-origin',
      ...(this.#cookie !== undefined && { cookie: this.#cookie }),
      ...(method !== 'GET' && { origin: this.#origin }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const all = Object.entries<string | undefined>({ ...own, ...headers })
    const sent = Object.fromEntries(all.filter(([, value]) => value !== undefined))
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
    const answer = await exchange(new URL(path, this.#base), { method, headers: sent, text })
    for (const cookie of answer.headers['set-cookie'] ?? []) this.#keep(cookie)
    return answer
  }

  /** Pairs a device by a code, and is signed in on it. */
  async pair(
    code: string,
    authenticator: SoftwareAuthenticator,
    more: object = {},
    deviations: PasskeyDeviations = {},
  ): Promise<Answer> {
    const started = await this.post('api/pair/start', { code })
    if (started.status !== 200) return started
    const credential = authenticator.create(optionsIn(started), deviations)
    return this.post('api/pair/finish', { code, name: 'Phone', credential, ...more })
  }

  async signIn(
    authenticator: SoftwareAuthenticator,
    deviations?: PasskeyDeviations,
  ): Promise<Answer> {
    const started = await this.post('api/sign-in/start')
    const { ticket } = started.body as { readonly ticket: string }
    const credential = authenticator.get(optionsIn(started), deviations)
    return this.post('api/sign-in/finish', { ticket, credential })
  }

  #keep(header: string): void {
    const [pair = ''] = header.split(';', 1)
    this.#cookie = pair.endsWith('=') ? undefined : pair
  }
}

/** What an authenticator is asked by. */
export function optionsIn({ body }: Answer): object {
  return (body as { readonly options: object }).options
}

export function errorIn({ status, body }: Answer): string {
  const { error } = body as { readonly error?: string }
  return `${status} ${error}`
}

async function exchange(
  url: URL,
  {
    method,
    headers,
    text,
  }: { method: string; headers: Record<string, string | undefined>; text: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers,
          text,
          body: parsed(text),
        })
      })
    })
    sent.on('error', reject)
    sent.end(text)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
