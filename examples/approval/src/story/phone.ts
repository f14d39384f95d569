import type { Invitation } from '@countersign/approval'
import { createTestPasskey, type TestPasskey } from '@countersign/testing'
import { z } from 'zod'

const itemSchema = z.object({ id: z.string(), phase: z.string() })
const approvalsSchema = z.object({ waiting: z.array(itemSchema) })
const optionsSchema = z.object({ options: z.record(z.string(), z.unknown()) })
const useSchema = z.object({
  decision: z.enum(['accepted', 'refused']),
  reason: z.string().optional(),
  notable: z.array(z.string()),
})
const usesSchema = z.object({ uses: z.array(useSchema) })

/** One line of the live log. */
export type SeenUse = z.infer<typeof useSchema>

/** What the owner's page does, without a browser: a session, and a passkey in software. */
export class Phone {
  readonly #api: string
  readonly #origin: string
  readonly #passkey: TestPasskey
  #cookie = ''

  private constructor(issuer: string) {
    this.#api = `${issuer}/owner/api/`
    this.#origin = new URL(issuer).origin
    this.#passkey = createTestPasskey()
  }

  /** Pairs by a code that somebody was shown. */
  static async pair(issuer: string, { code }: Invitation): Promise<Phone> {
    const phone = new Phone(issuer)
    const { options } = optionsSchema.parse(await phone.#send('pair/start', { code }))
    const credential = phone.#passkey.create(options, phone.#origin)
    await phone.#send('pair/finish', { code, name: "Ada's phone", credential })
    return phone
  }

  /** The id of a request that waits: it is there before the client has its answer. */
  async waiting(): Promise<string | undefined> {
    const { waiting } = approvalsSchema.parse(await this.#get('approvals'))
    return waiting[0]?.id
  }

  /** Says yes to this much, by passkey. Gives what the server says, `ok` or why not. */
  async approve(id: string, choice: Choice): Promise<string> {
    const answer = await this.#try(`approvals/${id}/challenge`, choice)
    if (typeof answer === 'string') return answer
    const { options } = optionsSchema.parse(answer)
    const credential = this.#passkey.get(options, this.#origin)
    const result = await this.#try(`approvals/${id}/approve`, { credential })
    return typeof result === 'string' ? result : 'ok'
  }

  async deny(id: string): Promise<void> {
    await this.#send(`approvals/${id}/deny`, {})
  }

  async stop(id: string): Promise<void> {
    await this.#send(`approvals/${id}/stop`, {})
  }

  /** What was done with an approval, the newest first. */
  async uses(id: string): Promise<readonly SeenUse[]> {
    return usesSchema.parse(await this.#get(`approvals/${id}/uses`)).uses
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(this.#api + path, { headers: { Cookie: this.#cookie } })
    if (!response.ok) throw new Error(`The page answers ${path} with ${response.status}`)
    return response.json()
  }

  async #send(path: string, body: object): Promise<unknown> {
    const answer = await this.#try(path, body)
    if (typeof answer === 'string') throw new Error(`The page answers ${path} with ${answer}`)
    return answer
  }

  /** The answer, or the code of an error. */
  async #try(path: string, body: object): Promise<object | string> {
    const response = await fetch(this.#api + path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Cookie: this.#cookie,
        Origin: this.#origin,
      },
      body: JSON.stringify(body),
    })
    const [cookie] = response.headers.getSetCookie()
    this.#cookie = cookie?.split(';', 1)[0] ?? this.#cookie
    if (response.ok) return z.looseObject({}).parse(await response.json())
    return z.object({ error: z.string() }).parse(await response.json()).error
  }
}

interface Choice {
  readonly scopes: readonly string[]
  /** Seconds. */
  readonly lifetime: number
  readonly number: string
}
