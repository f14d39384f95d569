import type { Io } from '../io.js'

/** One line that says how far a long work is, on the standard error of a terminal only. */
export interface ProgressLine {
  update(text: string): void
  /** Takes the line away. */
  clear(): void
}

const CLEAR = '\r\u001b[2K'

export function createProgressLine({ stderr, env }: Pick<Io, 'stderr' | 'env'>): ProgressLine {
  if (stderr.isTTY !== true || env['TERM'] === 'dumb' || env['CI']) {
    return { update: () => {}, clear: () => {} }
  }
  let shown = false
  return {
    update(text) {
      shown = true
      stderr.write(CLEAR + text.slice(0, (stderr.columns ?? 80) - 1))
    },
    clear() {
      if (shown) stderr.write(CLEAR)
      shown = false
    },
  }
}
