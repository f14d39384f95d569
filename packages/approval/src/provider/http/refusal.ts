import { answer, type Answer } from './answer.js'

/** The client's fault, found before the library sees the request. The description holds nothing that was sent. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: 'invalid_request' | 'invalid_client'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: 'invalid_request' | 'invalid_client',
    description: string,
    options: {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
    } = {},
  ) {
    super(description)
    this.code = code
    this.status = options.status ?? (code === 'invalid_client' ? 401 : 400)
    this.headers = options.headers ?? {}
  }

  answer(): Answer {
    return answer(this.status, { error: this.code, error_description: this.message }, this.headers)
  }
}
