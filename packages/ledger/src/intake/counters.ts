import type { NewCount } from '../use.js'

const HOUR = 3_600_000
/** There are some ten kinds of reasons an hour, and counters are taken each time that something is written. */
const MOST = 1_000

type Kind = NewCount['kind']
type Counted = Pick<NewCount, 'hour' | 'kind' | 'reason'>

/** What is counted, and waits to be written. */
export class Counters {
  readonly #service: string | null
  readonly #clock: () => number
  #counts = new Map<string, Counted & { count: number }>()

  constructor(service: string | null, clock: () => number) {
    this.#service = service
    this.#clock = clock
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0
  }

  add(kind: Kind, reason: NewCount['reason'], count = 1): void {
    this.#add({ hour: Math.floor(this.#clock() / HOUR) * HOUR, kind, reason }, count)
  }

  /** All of them; what is counted from now on begins at 0. */
  take(): readonly NewCount[] {
    const service = this.#service
    const counts = [...this.#counts.values()].map((counted) => ({ ...counted, service }))
    this.#counts = new Map()
    return counts
  }

  #add(counted: Counted, count: number): void {
    const isFull = this.#counts.size >= MOST
    const entry = this.#counts.get(keyOf(counted))
    if (entry) entry.count += count
    else if (isFull && counted.reason !== null) this.#add({ ...counted, reason: null }, count)
    else this.#counts.set(keyOf(counted), { ...counted, count })
  }
}

function keyOf({ hour, kind, reason }: Counted): string {
  return `${hour} ${kind} ${reason}`
}
