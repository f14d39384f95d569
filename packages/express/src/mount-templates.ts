/** What both versions of Express keep of one entry of a router. */
export interface Layer {
  readonly handle: unknown
  readonly route?: object | undefined
  /** Express 5, from version 2.3 of its router on: the path as the application has written it. */
  readonly rawPath?: unknown
  /** Express 5: whether it takes nothing off the path. */
  readonly slash?: boolean
  /** Express 4 has made this of the path, and these of its parameters. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean }
  readonly keys?: readonly { readonly name: unknown }[]
}

/** Stands for a part of a path that the application has not written, or that cannot be known. */
export const UNKNOWN = '/*'

/** The templates that a mount may have been reached by; one for each path that it was given. */
export function mountTemplates({ rawPath, slash, regexp, keys = [] }: Layer): readonly string[] {
  if (rawPath !== undefined) return templatesIn(rawPath)
  if (regexp?.fast_slash === true || slash === true) return ['']
  return regexp ? templatesOf(regexp.source, keys) : [UNKNOWN]
}

/** The same for what an application was mounted at: a path, a pattern, or lists of them. */
export function templatesIn(path: unknown): readonly string[] {
  const all: readonly unknown[] = [path].flat(Infinity)
  return all.map((one) => (typeof one === 'string' ? one.replace(/\/+$/, '') : UNKNOWN))
}

/**
 * Reads back what Express 4 has compiled. Not by what it matches, which is what the client sends: only
 * an expression that is made of plain text and of whole segments is understood.
 */
function templatesOf(source: string, keys: readonly { readonly name: unknown }[]): string[] {
  let used = 0
  return source.split(/\|(?=\^)/).map((alternative) => {
    const parts = ALTERNATIVE.exec(alternative)?.[1]?.match(PART)
    if (!parts) return UNKNOWN
    return parts
      .map((part) => (part === PARAMETER ? `/:${String(keys[used++]?.name)}` : unescaped(part)))
      .join('')
  })
}

const PARAMETER = '(?:\\/([^/]+?))'
const PART = /\(\?:\\\/\(\[\^\/\]\+\?\)\)|\\[/.]|[\w~%!@,;=&'-]/g
const ALTERNATIVE = new RegExp(`^\\^((?:${PART.source})*)\\\\/\\?\\(\\?=\\\\/\\|\\$\\)$`)

function unescaped(part: string): string {
  return part.startsWith('\\') ? part.slice(1) : part
}
