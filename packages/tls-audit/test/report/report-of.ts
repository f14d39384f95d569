import { judge } from '../../src/judge/judge.js'
import type { EndpointReport, TlsReport } from '../../src/report/report.js'
import { worstOf } from '../../src/judge/verdict.js'
import { evidenceOf, type Changes } from '../evidence-of.js'

/** What is reported of an address where this was seen. */
export function endpointReportOf(changes: Changes = {}): EndpointReport {
  const evidence = evidenceOf(changes)
  const { host, port, protocol, servername } = evidence.endpoint
  return {
    target: `${protocol}://${host}:${port}`,
    endpoint: { host, port, protocol, servername },
    address: '192.0.2.1',
    ...judge(evidence),
    survey: evidence.survey,
    handshakes: evidence.handshakes,
  }
}

export const UNREACHABLE: EndpointReport = {
  target: 'tls://gone.example:443',
  endpoint: { host: 'gone.example', port: 443, protocol: 'tls', servername: undefined },
  address: undefined,
  verdict: 'unknown',
  reason: 'gone.example has no address.',
  findings: [],
  survey: undefined,
  handshakes: undefined,
  notEstablished: [],
}

export function reportOf(...endpoints: readonly EndpointReport[]): TlsReport {
  return {
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:02.500Z',
    verdict: worstOf(endpoints.map(({ verdict }) => verdict)),
    endpoints,
  }
}
