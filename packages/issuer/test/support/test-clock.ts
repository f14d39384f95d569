/** A clock in milliseconds that stands still until it is moved. */
export interface TestClock {
  (): number
  /** Whole seconds. */
  now(): number
  advance(seconds: number): void
}

export function testClock(): TestClock {
  let time = Date.UTC(2027, 0, 15, 8) + 500
  return Object.assign(() => time, {
    now: () => Math.floor(time / 1000),
    advance(seconds: number): void {
      time += seconds * 1000
    },
  })
}
