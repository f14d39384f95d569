import { readFileSync } from 'node:fs'

/** The name of the meter, the tracer and the instrumentation. */
export const NAME = '@countersign/otel'

interface Manifest {
  readonly name?: unknown
  readonly version?: unknown
}

/** The version of this package; empty where a bundler has put it elsewhere. */
export function ownVersion(): string {
  try {
    const file = new URL('../package.json', import.meta.url)
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Manifest
    return name === NAME && typeof version === 'string' ? version : ''
  } catch {
    return ''
  }
}
