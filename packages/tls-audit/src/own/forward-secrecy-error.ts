const MEND = 'Options that enforce it come from forwardSecretOptions() of @countersign/tls-audit.'

/** A server that may make handshakes without forward secrecy, or of which this could not be found out. */
export class ForwardSecrecyError extends Error {
  /** What is wrong, as sentences: versions and suites, lifetimes of tickets, what could not be asked. */
  readonly findings: readonly string[]

  constructor(findings: readonly string[]) {
    super(`forward secrecy is not enforced: ${findings.join('; ')}. ${MEND}`)
    this.name = 'ForwardSecrecyError'
    this.findings = findings
  }
}
