/**
 * A signal that ends everything after so many seconds, or with another one.
 *
 * Not by `AbortSignal.any` with `AbortSignal.timeout`: on Node 20 such a signal may be collected before it was due.
 */
export function endOf(
  seconds: number,
  parent: AbortSignal | undefined,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController()
  const end = (): void => controller.abort()
  const timer = setTimeout(end, seconds * 1000)
  if (parent?.aborted === true) end()
  parent?.addEventListener('abort', end, { once: true })
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer)
      parent?.removeEventListener('abort', end)
    },
  }
}
