const FORM = 'application/x-www-form-urlencoded'

/**
 * The parameters of a form body, read from a copy; `undefined`: it is none, was read
 * before, broke off, or is longer than `limit`. A repeated parameter is a list.
 */
export async function readForm(request: Request, limit: number): Promise<object | undefined> {
  // A first look only: whether a token is taken from it, the core decides.
  if (!request.headers.get('content-type')?.toLowerCase().includes(FORM)) return undefined
  if (request.bodyUsed || !request.body || request.body.locked) return undefined
  // What breaks off is no form.
  const text = await readText(request.clone(), limit).catch(() => undefined)
  return text === undefined ? undefined : parametersOf(text)
}

async function readText({ body }: Request, limit: number): Promise<string | undefined> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let left = limit
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done) return text + decoder.decode()
    left -= value.byteLength
    if (left < 0) {
      // Not waited for: a copy is let go only when the other one is.
      reader?.cancel().catch(() => undefined)
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** In one go: a form of a hundred kilobytes may have as many thousand names. */
function parametersOf(text: string): object {
  const found: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    const known = found[name]
    if (known === undefined) found[name] = value
    else if (typeof known === 'string') found[name] = [known, value]
    else known.push(value)
  }
  return found
}
