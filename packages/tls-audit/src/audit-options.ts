/** How {@link auditTls} looks at its endpoints. */
export interface AuditOptions {
  /**
   * Seconds for everything, 0.1 to 86 400, default 120. What is not finished by then is `unknown`. The system's
   * look-up of a name cannot be ended: nobody waits for it, but it keeps the process.
   */
  readonly deadline?: number
  /** Seconds for one exchange with a server, 0.1 to 300, default 5. */
  readonly timeout?: number
  /** How many addresses at once, 1 to 64, default 4. */
  readonly concurrency?: number
  /** How many connections to one address at once, 1 to 16, default 2. */
  readonly connections?: number
  /** Seconds between two connections to one address, 0 to 60, default 0. */
  readonly pause?: number
  /** How many connections to one address altogether, 1 to 10 000, default 400. */
  readonly maxConnections?: number
  /** How many ephemeral keys to compare, 2 to 20, default 4. */
  readonly samples?: number
  /** Whether every address of a name is looked at, default true; else the first. */
  readonly everyAddress?: boolean
  /** Ends it early: what is not finished is `unknown`. */
  readonly signal?: AbortSignal
  /** Told of each connection before it is made, for whoever waits. Must not throw. */
  readonly onProgress?: (progress: Progress) => void
}

export interface Progress {
  readonly target: string
  readonly address: string
  /** Connections made so far. */
  readonly connections: number
}

/** Options with all defaults. */
export type AuditSettings = Required<Omit<AuditOptions, 'signal' | 'onProgress'>> &
  Pick<AuditOptions, 'signal' | 'onProgress'>

interface NumberOption {
  readonly fallback: number
  readonly least: number
  readonly most: number
  readonly whole: boolean
}

const NUMBERS = {
  deadline: { fallback: 120, least: 0.1, most: 86_400, whole: false },
  timeout: { fallback: 5, least: 0.1, most: 300, whole: false },
  concurrency: { fallback: 4, least: 1, most: 64, whole: true },
  connections: { fallback: 2, least: 1, most: 16, whole: true },
  pause: { fallback: 0, least: 0, most: 60, whole: false },
  maxConnections: { fallback: 400, least: 1, most: 10_000, whole: true },
  samples: { fallback: 4, least: 2, most: 20, whole: true },
} satisfies Readonly<Record<string, NumberOption>>

const OTHERS = new Set(['everyAddress', 'signal', 'onProgress'])

/** @throws TypeError which names the option. */
export function auditSettings(options: AuditOptions): AuditSettings {
  const unknown = Object.keys(options).find((name) => !(name in NUMBERS) && !OTHERS.has(name))
  if (unknown !== undefined) throw new TypeError(`"${unknown}" is no option of auditTls`)
  const { everyAddress = true, signal, onProgress } = options
  if (typeof everyAddress !== 'boolean') throw new TypeError('"everyAddress" is true or false')
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError('"signal" is an AbortSignal')
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError('"onProgress" is a function')
  }
  const number = (name: keyof typeof NUMBERS): number => checked(name, options[name], NUMBERS[name])
  return {
    deadline: number('deadline'),
    timeout: number('timeout'),
    concurrency: number('concurrency'),
    connections: number('connections'),
    pause: number('pause'),
    maxConnections: number('maxConnections'),
    samples: number('samples'),
    everyAddress,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  }
}

function checked(name: string, value: unknown, option: NumberOption): number {
  const { fallback, least, most, whole } = option
  if (value === undefined) return fallback
  const fits = typeof value === 'number' && value >= least && value <= most
  if (fits && (!whole || Number.isInteger(value))) return value
  const kind = whole ? 'a whole number' : 'a number of seconds'
  throw new TypeError(`"${name}" is ${kind} from ${least} to ${most}`)
}
