import { describe, expect, it } from 'vitest'
import { judge } from '../../src/judge/judge.js'
import { NO_CONTROL } from '../../src/survey/concluded.js'
import {
  evidenceOf,
  NO_TICKETS,
  type Changes,
  NO_TLS13,
  SILENT,
  USUAL_DHE,
} from '../evidence-of.js'

describe('what could not be asked', () => {
  const cases: readonly (readonly [string, Changes, string])[] = [
    [
      'a version that keeps silent',
      { versions: { TLSv1: SILENT } },
      'TLS 1.0 could not be asked: Nothing came within 5 seconds.',
    ],
    [
      'a hello without forward secrecy that ends in a reset',
      { versions: { 'TLSv1.2': { notForwardSecret: 'inconclusive' } } },
      'It could not be asked whether TLS 1.2 goes without forward secrecy.',
    ],
    [
      'suites that were not all seen',
      { versions: { 'TLSv1.2': { complete: false } } },
      'Not every suite of TLS 1.2 was seen.',
    ],
    [
      'a version that was refused, and spoken',
      { versions: { 'TLSv1.2': NO_TLS13 } },
      'TLS 1.2 was refused once and spoken once: there may be several servers.',
    ],
    [
      'a handshake that was not completed',
      { handshakes: { usual: { completed: false, reason: 'It wants a certificate.' } } },
      'No handshake was completed: It wants a certificate.',
    ],
    [
      'a handshake that took up a session',
      { handshakes: { usual: { ...USUAL_DHE, version: 'TLSv1.3', resumed: true } } },
      'The handshake took up a session, and made no new keys.',
    ],
    [
      'a prime that was not seen',
      { handshakes: { usual: USUAL_DHE } },
      'The size of its prime was not seen.',
    ],
    [
      'a certificate that was not seen',
      { handshakes: { certificate: undefined } },
      'The certificate was not seen.',
    ],
    [
      'tickets of an unknown lifetime',
      {
        resumption: {
          ticketLifetime: undefined,
          versions: [
            { version: 'TLSv1.2', ticket: true, lifetime: undefined },
            { version: 'TLSv1.3', ticket: true, lifetime: undefined },
          ],
        },
      },
      'It was not seen for how long session tickets are good with TLS 1.2 and TLS 1.3.',
    ],
    [
      'tickets of one version that do not say it, though those of the other do',
      {
        resumption: {
          versions: [
            { version: 'TLSv1.2', ticket: true, lifetime: undefined },
            { version: 'TLSv1.3', ticket: true, lifetime: 7200 },
          ],
        },
      },
      'It was not seen for how long session tickets are good with TLS 1.2.',
    ],
    [
      'tickets of a version with which no handshake was completed',
      { resumption: { versions: [{ version: 'TLSv1.2', ticket: true, lifetime: 7200 }] } },
      'It was not seen for how long session tickets are good with TLS 1.3.',
    ],
    [
      'keys that could not be compared',
      { survey: { ephemeralKeys: { samples: 1, reused: undefined } } },
      'It was not seen whether ephemeral keys are used more than once.',
    ],
    [
      'tickets that were not looked for',
      { resumption: { ticketLifetime: undefined, tickets: undefined } },
      'It was not seen whether session tickets are given.',
    ],
    [
      'tickets that only one engine saw',
      {
        resumption: NO_TICKETS,
        versions: { 'TLSv1.2': { sessionTicket: true } },
      },
      'It was not seen for how long session tickets are good with TLS 1.2.',
    ],
  ]

  it.each(cases)('%s: unknown', (_title, changes, reason) => {
    expect(judge(evidenceOf(changes))).toMatchObject({ verdict: 'unknown', reason })
  })

  it('says how much more it was', () => {
    const { reason } = judge(evidenceOf({ versions: { SSLv3: SILENT, TLSv1: SILENT } }))
    expect(reason).toBe(
      'SSL 3.0 could not be asked: Nothing came within 5 seconds. (1 more could not be told.)',
    )
  })

  it('is told by what says most', () => {
    const refused = { ...SILENT, reason: NO_CONTROL }
    const all = { SSLv3: refused, TLSv1: refused, 'TLSv1.1': refused, 'TLSv1.2': refused }
    const usual = { completed: false, reason: 'An alert came.' } as const
    const handshakes = { usual, versions: [] }
    const versions = { ...all, 'TLSv1.3': { ...SILENT, reason: 'It ended in alert 112.' } }
    expect(judge(evidenceOf({ versions, handshakes })).reason).toMatch(
      /^TLS 1\.3 could not be asked: It ended in alert 112\. /,
    )
    const nothing = { ...all, 'TLSv1.3': refused }
    expect(judge(evidenceOf({ versions: nothing, handshakes })).reason).toMatch(
      /^It refused every hello of every version, which proves nothing\. /,
    )
  })

  it('is all, where no version was looked at', () => {
    const { survey, ...rest } = evidenceOf()
    const usual = { completed: false, reason: 'It is not there.' } as const
    const handshakes = { ...rest.handshakes, usual, versions: [] }
    const judgement = judge({ ...rest, handshakes, survey: { ...survey, versions: [] } })
    expect(judgement.verdict).toBe('unknown')
  })

  it('is all, where every hello was refused', () => {
    const versions = { 'TLSv1.2': NO_TLS13, 'TLSv1.3': NO_TLS13 }
    const usual = { completed: false, reason: 'An alert came.' } as const
    const judgement = judge(evidenceOf({ versions, handshakes: { usual, versions: [] } }))
    expect(judgement.verdict).toBe('unknown')
  })
})
