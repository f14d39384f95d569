/** The alert of the server that an error of `node:tls` stands for: its code changes with versions of OpenSSL. */
export function alertOf(error: unknown): number | undefined {
  const found = error instanceof Error ? /SSL alert number (\d{1,3})\b/.exec(error.message) : null
  return found ? Number(found[1]) : undefined
}
