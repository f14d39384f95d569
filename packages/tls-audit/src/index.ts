export { auditTls } from './audit-tls.js'
export { ForwardSecrecyError } from './own/forward-secrecy-error.js'
export { forwardSecretOptions } from './own/forward-secret-options.js'
export { isForwardSecret } from './own/is-forward-secret.js'
export { requireForwardSecrecy } from './own/require-forward-secrecy.js'
export { rotateTicketKeys } from './own/rotate-ticket-keys.js'
export { formatJson } from './report/format-json.js'
export { formatJunit } from './report/format-junit.js'
export { formatSarif } from './report/format-sarif.js'
export { formatText } from './report/format-text.js'
export { junitXml } from './report/junit-xml.js'
export { formatTarget, parseTarget } from './target/parse-target.js'

export type { AuditOptions, Progress } from './audit-options.js'
export type { Endpoint, Protocol } from './endpoint.js'
export type {
  CertificateFindings,
  Completed,
  Handshakes,
  Hsts,
  Incomplete,
  Resumption,
  VersionTickets,
} from './handshake/handshakes.js'
export type { CipherSuite, KeyExchange } from './hello/cipher-suites.js'
export type { NamedGroup } from './hello/named-groups.js'
export type { Finding, Severity } from './judge/finding.js'
export type { Verdict } from './judge/verdict.js'
export type { Outcome } from './outcome.js'
export type { ForwardSecretOptions, ForwardSecretTlsOptions } from './own/forward-secret-options.js'
export type { SelfTestOptions } from './own/require-forward-secrecy.js'
export type { TicketKeyOptions, TicketKeyRotation } from './own/rotate-ticket-keys.js'
export type { TicketKeyMessage } from './own/ticket-key-channel.js'
export type { TextOptions } from './report/format-text.js'
export type { JunitCase, JunitProblem, JunitSuite } from './report/junit-xml.js'
export type { EndpointReport, TlsReport } from './report/report.js'
export type { Paint, TextStyle } from './report/style.js'
export type { EphemeralKeys, GroupSurvey, Survey, VersionSurvey } from './survey/survey.js'
export type { Target } from './target/endpoints-of.js'
export type { TlsVersion } from './tls-version.js'
