/** What an endpoint answered. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

type Parameters = Readonly<Record<string, string>> | readonly (readonly [string, string])[]

/** Posts a form, as clients do. */
export async function postForm(
  url: string,
  parameters: Parameters,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const pairs: [string, string][] = Array.isArray(parameters)
    ? [...(parameters as readonly [string, string][])]
    : Object.entries(parameters as Readonly<Record<string, string>>)
  const body = new URLSearchParams(pairs)
  return answerOf(await fetch(url, { method: 'POST', body, headers }))
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json'
  const { status, headers } = response
  return { status, headers, text, json: isJson ? (JSON.parse(text) as Answer['json']) : {} }
}

/** RFC 6749 §2.3.1: both parts are form-encoded first. */
export function basic(clientId: string, secret: string): Readonly<Record<string, string>> {
  const encoded = [clientId, secret].map((part) =>
    new URLSearchParams([['', part]]).toString().slice(1),
  )
  return { Authorization: `Basic ${Buffer.from(encoded.join(':')).toString('base64')}` }
}
