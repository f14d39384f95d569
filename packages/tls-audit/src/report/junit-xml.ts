/** A group of cases. */
export interface JunitSuite {
  readonly name: string
  /** ISO 8601. */
  readonly timestamp?: string | undefined
  readonly cases: readonly JunitCase[]
}

/** One thing that passed, unless one of the three says otherwise. */
export interface JunitCase {
  readonly name: string
  /** What it belongs to, default the name of the suite. */
  readonly classname?: string | undefined
  /** Seconds, default 0. */
  readonly time?: number | undefined
  /** It was looked at, and is wrong. */
  readonly failure?: JunitProblem | undefined
  /** It could not be looked at. */
  readonly error?: JunitProblem | undefined
  /** Why it was left out. */
  readonly skipped?: string | undefined
}

export interface JunitProblem {
  /** One line. */
  readonly message: string
  /** Default: nothing more. */
  readonly text?: string | undefined
  readonly type?: string | undefined
}

/**
 * Results as JUnit's XML, which CI systems read. It ends in a line feed.
 *
 * Any text may stand in names and messages: what XML 1.0 does not allow, and what cannot be seen or turns
 * the direction of writing, is written as `\u{…}`.
 */
export function junitXml(suites: readonly JunitSuite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n')
}

function suiteLines({ name, timestamp, cases }: JunitSuite): readonly string[] {
  const head = attributes({ name, timestamp })
  return [
    `  <testsuite ${head} ${totals(cases)}>`,
    ...cases.flatMap((one) => caseLines(one, name)),
    '  </testsuite>',
  ]
}

function caseLines(one: JunitCase, suite: string): readonly string[] {
  const head = attributes({
    name: one.name,
    classname: one.classname ?? suite,
    time: seconds(one.time),
  })
  const inner = [
    ...(one.failure ? [problemLine('failure', one.failure)] : []),
    ...(one.error ? [problemLine('error', one.error)] : []),
    ...(one.skipped === undefined
      ? []
      : [`      <skipped ${attributes({ message: one.skipped })}/>`]),
  ]
  return inner.length === 0
    ? [`    <testcase ${head}/>`]
    : [`    <testcase ${head}>`, ...inner, '    </testcase>']
}

function problemLine(name: string, { message, text = '', type }: JunitProblem): string {
  return `      <${name} ${attributes({ message, type })}>${escaped(text)}</${name}>`
}

function totals(cases: readonly JunitCase[]): string {
  const count = (has: (one: JunitCase) => boolean): string => String(cases.filter(has).length)
  return attributes({
    tests: String(cases.length),
    failures: count(({ failure }) => failure !== undefined),
    errors: count(({ error }) => error !== undefined),
    skipped: count(({ skipped }) => skipped !== undefined),
    time: seconds(cases.reduce((sum, { time = 0 }) => sum + time, 0)),
  })
}

const seconds = (time = 0): string => time.toFixed(3)

function attributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${inAttribute(value)}"`]))
    .join(' ')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// A lone surrogate and U+FFFE and U+FFFF are no characters of XML either.
const UNSAFE = /[\p{Cf}\p{Co}\p{Cs}\u2028\u2029\uFFFE\uFFFF]|(?![\t\n])\p{Cc}/gu

function escaped(text: string): string {
  return text
    .replaceAll(UNSAFE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

// A parser makes a space of a line feed in an attribute, unless it is a reference.
function inAttribute(text: string): string {
  return escaped(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}
