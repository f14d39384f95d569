import type { User } from 'example-identity-provider'

/** A person with a browser that keeps cookies and has no use for pages but to fill in their forms. */
export class Person {
  readonly #user: User
  readonly #cookies = new Map<string, string>()
  /** The text of each page that was shown. */
  readonly pages: string[] = []

  constructor(user: User) {
    this.#user = user
  }

  /** Goes where a client sends them, signs in and says yes; returns where they are sent back to. */
  async giveAccess(url: URL): Promise<URL> {
    const { origin } = url
    let at = url
    // Any more would be a circle.
    for (let step = 0; step < 20; step++) {
      const answer = await this.#fetch(at)
      const next = await this.#followed(at, answer)
      if (next.origin !== origin) return next
      at = next
    }
    throw new Error('The provider sends people in circles')
  }

  async #followed(at: URL, answer: Response): Promise<URL> {
    if (answer.status !== 200) return this.#target(at, answer)
    const page = await answer.text()
    this.pages.push(page)
    const { username, password } = this.#user
    const fields = page.includes('type="password"') ? { username, password } : { allow: 'yes' }
    return this.#target(at, await this.#fetch(at, new URLSearchParams(fields)))
  }

  #target(at: URL, { status, headers }: Response): URL {
    const location = headers.get('location')
    if (!location) throw new Error(`The provider answered ${status} instead of a page`)
    return new URL(location, at)
  }

  async #fetch(url: URL, body?: URLSearchParams): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body && { method: 'POST', body }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1)
      const at = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return answer
  }
}
