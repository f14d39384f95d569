import type { Microservices } from './microservices.js'

/** As much of a browser as the story needs: it keeps cookies, and sends its origin. */
export interface Browser {
  /** Does not follow redirects. */
  request(url: string, form?: URLSearchParams): Promise<Response>
  /** What the page does: JSON to its own gateway. */
  post(path: string, body?: object): Promise<Response>
  readonly cookies: ReadonlyMap<string, string>
}

/** Starts without cookies. They go to every port of 127.0.0.1, as in a real one, if the path fits. */
export function createBrowser(gateway: string): Browser {
  const cookies = new Map<string, string>()

  async function send(
    url: string,
    init: { method?: string; headers?: Record<string, string>; body?: string | URLSearchParams },
  ): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...init.headers, ...(cookie && { cookie }) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  return {
    cookies,
    request: (url, form) => send(url, form ? { method: 'POST', body: form } : {}),
    post: (path, body = {}) =>
      send(`${gateway}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: gateway },
        body: JSON.stringify(body),
      }),
  }
}

/** Goes to the issuer, fills in the form, and comes back. Returns the URL that it ends at. */
export async function signIn(
  browser: Browser,
  { gateway }: Pick<Microservices, 'gateway'>,
  user: Microservices['user'],
): Promise<string> {
  const start = await browser.request(`${gateway}/sign-in`)
  const form = locationOf(start)
  const answer = await browser.request(form, new URLSearchParams({ ...user }))
  if (answer.status !== 303) throw new Error(`The form was answered ${answer.status}`)
  return locationOf(await browser.request(locationOf(answer)))
}

function locationOf(response: Response): string {
  const location = response.headers.get('location')
  if (location === null) throw new Error(`Answered ${response.status}, and led nowhere`)
  return new URL(location, response.url).href
}
