/** Something that goes on until it is told to stop, or by `using` until the end of its block. */
export interface Stoppable {
  /** May be called twice. */
  stop(): void
  [Symbol.dispose](): void
}

/** Calls `end` at most once. */
export function stoppable(end: () => void): Stoppable {
  let isStopped = false
  const stop = (): void => {
    if (isStopped) return
    isStopped = true
    end()
  }
  return { stop, [Symbol.dispose]: stop }
}
