/** What a connection waits by. An object, so that a test can have time pass for connections alone. */
export const connectionTimers = {
  /** Calls back after so many milliseconds, and keeps no process alive until then. */
  set(callback: () => void, milliseconds: number): NodeJS.Timeout {
    return setTimeout(callback, milliseconds).unref()
  },
  clear: (timer: NodeJS.Timeout | undefined): void => clearTimeout(timer),
}
