/** One challenge of a WWW-Authenticate answer. */
export interface Challenge {
  /** The scheme as it was sent: schemes are compared without regard to case. */
  scheme: string
  /** Parameters by name, in lower case; quoted values without quotes and escapes. */
  params: Record<string, string>
  /** What stands in the place of parameters in a scheme like Negotiate. */
  token68?: string
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y
const QUOTED = /"(?:[\t \x21\x23-\x5B\x5D-\x7E\x80-\xFF]|\\[\t \x21-\x7E\x80-\xFF])*"/y
const SPACES = / +/y
const COMMA = /[ \t]*,[ \t]*/y

/**
 * Parses WWW-Authenticate field values by the grammar that a server has to write (RFC 9110 §11.2 to §11.6.1).
 *
 * Several values are joined with a comma first, as any intermediary may do. Strict: no empty list elements, no space
 * around `=`, `realm` only as a quoted-string (§11.5), and no parameter twice in one challenge.
 *
 * @throws SyntaxError that says where the value breaks the grammar.
 */
export function parseChallenges(headerValues: string | readonly string[]): Challenge[] {
  const values = typeof headerValues === 'string' ? [headerValues] : headerValues
  if (values.length === 0) return []
  const cursor = new Cursor(values.join(', '))
  const challenges: Challenge[] = []
  let params = new Map<string, string>()
  let open: Challenge | undefined

  const close = (): void => {
    if (open !== undefined) challenges.push({ ...open, params: Object.fromEntries(params) })
    params = new Map()
  }
  do {
    const name = cursor.expect(TOKEN, 'a token')
    if (cursor.skip('=')) {
      if (open === undefined || open.token68 !== undefined) cursor.fail('an auth-scheme')
      addParameter(cursor, params, name)
      continue
    }
    close()
    open = { scheme: name, params: {} }
    if (cursor.take(SPACES) === undefined) continue
    const token68 = cursor.take(TOKEN68)
    if (token68 !== undefined) {
      open.token68 = token68
      continue
    }
    const first = cursor.expect(TOKEN, 'token68 or an auth-param')
    if (!cursor.skip('=')) cursor.fail('"="')
    addParameter(cursor, params, first)
  } while (cursor.take(COMMA) !== undefined)

  if (!cursor.atEnd()) cursor.fail('a comma')
  close()
  return challenges
}

function addParameter(cursor: Cursor, params: Map<string, string>, name: string): void {
  const key = name.toLowerCase()
  if (params.has(key)) cursor.fail(`no second "${key}"`)
  const quoted = cursor.take(QUOTED)
  if (quoted === undefined && key === 'realm') cursor.fail('a quoted-string for "realm"')
  params.set(
    key,
    quoted?.slice(1, -1).replace(/\\(.)/g, '$1') ??
      cursor.expect(TOKEN, 'a token or a quoted-string'),
  )
}

class Cursor {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    this.#at += found?.length ?? 0
    return found
  }

  expect(pattern: RegExp, wanted: string): string {
    return this.take(pattern) ?? this.fail(wanted)
  }

  skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  atEnd(): boolean {
    return this.#at === this.#text.length
  }

  fail(wanted: string): never {
    throw new SyntaxError(
      `expected ${wanted} at character ${this.#at} of ${JSON.stringify(this.#text)}`,
    )
  }
}
