import { describe, expect, it } from 'vitest'
import { formatJson } from '../../src/report/format-json.js'
import { formatJunit } from '../../src/report/format-junit.js'
import { formatSarif } from '../../src/report/format-sarif.js'
import { endpointReportOf, reportOf, UNREACHABLE } from './report-of.js'

const OFFERED = endpointReportOf({
  versions: { TLSv1: { forwardSecret: 'accepted' } },
  resumption: { ticketLifetime: 172_800 },
  handshakes: { hsts: { maxAge: undefined, includeSubDomains: false } },
  certificate: { subject: 'CN=\u001b[2J<rs.example>' },
})
const REPORT = reportOf(OFFERED, endpointReportOf(), UNREACHABLE)

interface Result {
  readonly ruleId: string
  readonly kind: string
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } }
    readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[]
  }[]
  readonly partialFingerprints: Readonly<Record<string, string>>
}

interface Sarif {
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly Result[]
  }[]
}

describe('a report as JSON', () => {
  it('is the report', () => {
    const text = formatJson(REPORT)
    expect(JSON.parse(text)).toStrictEqual(JSON.parse(JSON.stringify(REPORT)))
    expect(text.endsWith('}\n')).toBe(true)
  })

  it('has nothing in it that a terminal obeys', () => {
    const subject = 'CN=\u009b2J\u202e\u{e0041}'
    const report = reportOf(endpointReportOf({ certificate: { subject } }))
    const text = formatJson(report)
    expect(text).toContain(String.raw`CN=\u009b2J\u202e\udb40\udc41`)
    expect(JSON.parse(text)).toStrictEqual(JSON.parse(JSON.stringify(report)))
  })
})

describe('a report as SARIF', () => {
  const { version, runs } = JSON.parse(formatSarif(REPORT)) as Sarif
  const results = runs[0]?.results ?? []

  it('is of version 2.1.0', () => {
    expect(version).toBe('2.1.0')
    expect(runs).toHaveLength(1)
  })

  it('has a result for each verdict and each finding', () => {
    expect(results.map(({ ruleId, kind, level }) => [ruleId, kind, level])).toStrictEqual([
      ['forward-secrecy', 'fail', 'warning'],
      ['long-tickets', 'fail', 'warning'],
      ['old-version', 'fail', 'warning'],
      ['no-hsts', 'fail', 'note'],
      ['forward-secrecy', 'pass', 'none'],
      ['forward-secrecy', 'open', 'none'],
    ])
  })

  it('has a rule for each result, and each rule once', () => {
    const ids = runs[0]?.tool.driver.rules.map(({ id }) => id) ?? []
    expect(new Set(ids).size).toBe(ids.length)
    expect(results.filter(({ ruleId }) => !ids.includes(ruleId))).toStrictEqual([])
  })

  it('says where, and is known again by it', () => {
    expect(results[0]?.locations[0]).toMatchObject({
      physicalLocation: { artifactLocation: { uri: 'https/rs.example/443' } },
      logicalLocations: [{ fullyQualifiedName: 'https://rs.example:443 192.0.2.1' }],
    })
    const prints = results.slice(0, 4).map((result) => result.partialFingerprints['countersign/v1'])
    expect(new Set(prints).size).toBe(4)
  })

  it('says where as if it were a file: GitHub takes no other scheme', () => {
    const host = 'fe80::1%eth0'
    const report = reportOf(endpointReportOf({ endpoint: { host, protocol: 'rediss' } }))
    const [run] = (JSON.parse(formatSarif(report)) as Sarif).runs
    const uri = run?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri
    expect(uri).toBe('rediss/fe80%3A%3A1%25eth0/443')
  })

  it('says what was seen, and what mends it', () => {
    expect(results[1]?.message.text).toMatch(/2 days[\s\S]*nginx:\nssl_session_timeout 1h;/)
  })
})

describe('a report as XML of JUnit', () => {
  const xml = formatJunit(REPORT)

  it('fails where forward secrecy is not enforced, and for what is medium or graver', () => {
    expect(xml).toContain('<testsuites tests="5" failures="3" errors="1"')
    expect(xml.match(/<testcase name="[^"]+/g)).toStrictEqual([
      '<testcase name="forward secrecy is enforced',
      '<testcase name="long-tickets: Session tickets are good for more than a day',
      '<testcase name="old-version: Old versions are spoken, which RFC 8996 forbids',
      '<testcase name="forward secrecy is enforced',
      '<testcase name="forward secrecy is enforced',
    ])
  })

  it('has an error for what is unknown', () => {
    expect(xml).toContain('<error message="gone.example has no address." type="unknown"></error>')
  })
})
