import { describe, expect, it } from 'vitest'
import { junitXml } from '../../src/report/junit-xml.js'

describe('results as XML of JUnit', () => {
  it('is counted, by suite and altogether', () => {
    const xml = junitXml([
      {
        name: 'one',
        timestamp: '2026-01-01T00:00:00.000Z',
        cases: [
          { name: 'passes', time: 0.25 },
          { name: 'fails', failure: { message: 'wrong', type: 'high', text: 'two\nlines' } },
        ],
      },
      {
        name: 'two',
        cases: [
          { name: 'breaks', classname: 'of another', error: { message: 'silence' } },
          { name: 'waits', skipped: 'no key' },
        ],
      },
    ])
    expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" errors="1" skipped="1" time="0.250">
  <testsuite name="one" timestamp="2026-01-01T00:00:00.000Z" tests="2" failures="1" errors="0" skipped="0" time="0.250">
    <testcase name="passes" classname="one" time="0.250"/>
    <testcase name="fails" classname="one" time="0.000">
      <failure message="wrong" type="high">two
lines</failure>
    </testcase>
  </testsuite>
  <testsuite name="two" tests="2" failures="0" errors="1" skipped="1" time="0.000">
    <testcase name="breaks" classname="of another" time="0.000">
      <error message="silence"></error>
    </testcase>
    <testcase name="waits" classname="two" time="0.000">
      <skipped message="no key"/>
    </testcase>
  </testsuite>
</testsuites>
`)
  })

  it('is well-formed, whatever stands in it', () => {
    const hostile = `"><script>&amp;]]>'\u0000\u001b[2J\u202e\ud800\uffff\r\n\t`
    const xml = junitXml([
      { name: hostile, cases: [{ name: 'n', failure: { message: hostile, text: hostile } }] },
    ])
    const once = String.raw`&quot;&gt;&lt;script&gt;&amp;amp;]]&gt;&apos;\u{0}\u{1b}[2J\u{202e}\u{d800}\u{ffff}\u{d}`
    expect(xml).toContain(`<failure message="${once}&#10;&#9;">${once}\n\t</failure>`)
    expect(xml).toContain(`<testsuite name="${once}&#10;&#9;"`)
  })

  it('is a document, though there is no suite', () => {
    expect(junitXml([])).toContain('<testsuites tests="0"')
  })
})
