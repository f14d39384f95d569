/** A clock that only moves when told to. Call it for milliseconds: it fits wherever a `clock` option does. */
export interface TestClock {
  /** The time in milliseconds. */
  (): number
  /** The time in whole seconds, as `iat` and `exp` have it. */
  now(): number
  /** Moves by so many seconds; negative ones move back. */
  advance(seconds: number): void
  /** Moves to a time in milliseconds. */
  set(ms: number): void
}

const DEFAULT_START = Date.UTC(2027, 0, 15, 8)

/**
 * Makes a clock that stands still until a test moves it.
 *
 * @param start Milliseconds, default 2027-01-15T08:00:00Z.
 * @throws TypeError for a time that is not a finite number; so do `advance` and `set`.
 */
export function createTestClock(start: number = DEFAULT_START): TestClock {
  let time = finite('start', start)
  return Object.assign(() => time, {
    now: () => Math.floor(time / 1000),
    advance(seconds: number): void {
      time += finite('seconds', seconds) * 1000
    },
    set(ms: number): void {
      time = finite('ms', ms)
    },
  })
}

function finite(name: string, value: number): number {
  if (!Number.isFinite(value)) throw new TypeError(`"${name}" must be a finite number`)
  return value
}
