import { cpus } from 'node:os'

/** Where, and when, figures come from. */
export interface Machine {
  readonly node: string
  readonly openssl: string
  readonly cpu: string
  readonly cores: number
  /** As `2027-01-15`. */
  readonly date: string
}

export function describeMachine(): Machine {
  const [first, ...others] = cpus()
  return {
    node: process.versions.node,
    openssl: process.versions.openssl,
    cpu: first?.model.trim() ?? 'unknown processor',
    cores: 1 + others.length,
    date: new Date().toISOString().slice(0, 10),
  }
}

/** In one line, for people. */
export function showMachine({ node, openssl, cpu, cores, date }: Machine): string {
  return `Node ${node}, OpenSSL ${openssl}, ${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${date}`
}
