import type { Answer, Call } from './calls.js'
import type { Tokens } from './tokens.js'

/** Makes a call, and returns the parts of the answer that its expectation names. */
export async function makeCall(api: string, call: Call, tokens: Tokens): Promise<Answer> {
  const response = await fetch(new URL(call.path, api), {
    method: call.method,
    headers: {
      ...(call.token && { authorization: `Bearer ${tokens[call.token]}` }),
      ...(call.body && { 'content-type': 'application/json' }),
    },
    ...(call.body && { body: JSON.stringify(call.body) }),
  })
  const text = await response.text()
  const challenge = parseChallenge(response.headers.get('www-authenticate'))
  // An answer of another status is wrong already, and need not be JSON.
  const wanted = response.status === call.expected.status ? call.expected.body : undefined
  const body = wanted && pick(JSON.parse(text), Object.keys(wanted))

  return { status: response.status, ...(body && { body }), ...(challenge && { challenge }) }
}

// Enough for our own challenges: no quoted pairs, and that of the scheme that we use comes first.
function parseChallenge(header: string | null): Record<string, string> | undefined {
  if (header === null) return undefined
  const parameters = Array.from(
    header.replace(/, DPoP .*$/, '').matchAll(/([\w-]+)="([^"]*)"/g),
    ([, name = '', value = '']) => [name, value] as const,
  )
  const told = parameters.filter(([name]) => name !== 'realm' && name !== 'error_description')
  return Object.fromEntries(told)
}

function pick(value: unknown, names: readonly string[]): object {
  const object = Object(value) as Record<string, unknown>
  return Object.fromEntries(names.map((name) => [name, object[name]]))
}
