import type { Deviation } from './base64url.js'

/** What a text says, as far as it can be read, and what is wrong with it. */
export interface LooseJson {
  /** Objects have no prototype; of a name that is there twice, the last value is kept. */
  readonly value: unknown
  readonly deviations: readonly Deviation[]
}

/** What our verifier takes. */
const STRICT_DEPTH = 32
/** What is read at all: no walker of such a value runs out of stack. */
const MAX_DEPTH = 64
const MAX_VALUES = 20_000
const MAX_DEVIATIONS = 20

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const SPACE = /[ \t\r\n]*/y
const LITERALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
])

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const tolerant = new TextDecoder('utf-8', { ignoreBOM: true })

/** Ends the reading; what was read until then stays. */
class Unreadable extends Error {}

/**
 * Reads JSON, and reports each place where parsers disagree, or where our verifier refuses: names that
 * are there twice, invalid UTF-8, a byte order mark, numbers without end, too deep, too much.
 */
export function readJson(bytes: Uint8Array): LooseJson {
  const deviations: Deviation[] = []
  const deviate = (id: string, text: string): void => {
    if (deviations.length < MAX_DEVIATIONS) deviations.push({ id, text })
  }
  const text = textOf(bytes, deviate)
  const reader = new Reader(text, deviate)
  try {
    reader.document()
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    deviate('json-syntax', error.message)
  }
  return { value: reader.root, deviations }
}

function textOf(bytes: Uint8Array, deviate: (id: string, text: string) => void): string {
  let text: string
  try {
    text = strict.decode(bytes)
  } catch {
    deviate('invalid-utf8', 'It is not valid UTF-8.')
    text = tolerant.decode(bytes)
  }
  if (!text.startsWith('\uFEFF')) return text
  deviate('byte-order-mark', 'It begins with a byte order mark, which is no JSON.')
  return text.slice(1)
}

class Reader {
  /** The outermost value, as far as it has been read. */
  root: unknown = undefined
  #at = 0
  #values = 0
  #isDeep = false
  readonly #text: string
  readonly #deviate: (id: string, text: string) => void

  constructor(text: string, deviate: (id: string, text: string) => void) {
    this.#text = text
    this.#deviate = deviate
  }

  document(): void {
    this.root = this.#value(1)
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.#unreadable('Something follows the JSON')
  }

  #value(depth: number): unknown {
    this.#values += 1
    if (this.#values > MAX_VALUES)
      throw new Unreadable(`More than ${MAX_VALUES} values: not read on.`)
    this.#skipSpace()
    const first = this.#text[this.#at]
    if (first === '"') return this.#string()
    if (first === '{' || first === '[') {
      this.#checkDepth(depth)
      return first === '{' ? this.#object(depth) : this.#array(depth)
    }
    return this.#scalar()
  }

  #checkDepth(depth: number): void {
    if (depth > MAX_DEPTH) throw new Unreadable(`Deeper than ${MAX_DEPTH} levels: not read on.`)
    if (depth <= STRICT_DEPTH || this.#isDeep) return
    this.#isDeep = true
    this.#deviate(
      'too-deep',
      `It is more than ${STRICT_DEPTH} levels deep: our verifier refuses it.`,
    )
  }

  #object(depth: number): unknown {
    const object = Object.create(null) as Record<string, unknown>
    this.root ??= object
    this.#at += 1
    if (this.#take('}')) return object
    do {
      this.#skipSpace()
      const start = this.#at
      if (this.#text[start] !== '"') throw this.#unreadable('A name in double quotes was expected')
      const name = this.#string()
      this.#checkName(name, object, start)
      if (!this.#take(':')) throw this.#unreadable('":" was expected')
      object[name] = this.#value(depth + 1)
    } while (this.#take(','))
    if (!this.#take('}')) throw this.#unreadable('"," or "}" was expected')
    return object
  }

  #checkName(name: string, object: object, at: number): void {
    if (name in object) {
      const shown = JSON.stringify(name.slice(0, 40))
      this.#deviate(
        'duplicate-name',
        `The name ${shown} is there twice (again at character ${at + 1}): parsers disagree about which counts.`,
      )
    }
    if (name === '__proto__') {
      this.#deviate(
        'proto-name',
        'A member is named "__proto__": where it is merged, it does harm.',
      )
    }
  }

  #array(depth: number): unknown {
    const array: unknown[] = []
    this.root ??= array
    this.#at += 1
    if (this.#take(']')) return array
    do array.push(this.#value(depth + 1))
    while (this.#take(','))
    if (!this.#take(']')) throw this.#unreadable('"," or "]" was expected')
    return array
  }

  #string(): string {
    const start = this.#at
    let end = start + 1
    while (end < this.#text.length && this.#text[end] !== '"') {
      end += this.#text[end] === '\\' ? 2 : 1
    }
    if (end >= this.#text.length) throw this.#unreadable('A string has no end')
    this.#at = end + 1
    try {
      const text = JSON.parse(this.#text.slice(start, end + 1)) as string
      if (/\p{Cs}/u.test(text)) {
        this.#deviate('lone-surrogate', 'A string holds half of a character (a lone surrogate).')
      }
      return text
    } catch {
      this.#at = start
      throw this.#unreadable('A string holds what JSON does not allow')
    }
  }

  #scalar(): unknown {
    for (const [literal, value] of LITERALS) {
      if (this.#text.startsWith(literal, this.#at)) {
        this.#at += literal.length
        return value
      }
    }
    NUMBER.lastIndex = this.#at
    const [digits] = NUMBER.exec(this.#text) ?? []
    if (digits === undefined) throw this.#unreadable('A value was expected')
    this.#at += digits.length
    return this.#number(digits)
  }

  #number(digits: string): number {
    const value = Number(digits)
    const shown = digits.length > 30 ? `${digits.slice(0, 30)}…` : digits
    if (!Number.isFinite(value)) {
      this.#deviate('not-finite', `The number ${shown} is too large: it would count as infinite.`)
    } else if (Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(digits)) {
      this.#deviate('rounded-number', `The number ${shown} is rounded by most parsers.`)
    }
    return value
  }

  #take(character: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at
    this.#at += SPACE.exec(this.#text)?.[0].length ?? 0
  }

  #unreadable(problem: string): Unreadable {
    return new Unreadable(`${problem} at character ${this.#at + 1}.`)
  }
}
