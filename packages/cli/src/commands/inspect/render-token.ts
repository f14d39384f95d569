import type { Context } from '../../command.js'
import type { InspectedToken } from '../../inspect/inspected-token.js'
import type { Members } from '../../inspect/members.js'
import { timeText } from '../../inspect/time-text.js'
import { paragraph, table } from '../../terminal/layout.js'
import { safeText } from '../../terminal/safe-text.js'
import { renderFindings } from './render-findings.js'
import { valueText } from './value-text.js'

const TIMES = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at'])
const MOST_ROWS = 200
const INDENT = { indent: 2 }

/** One token: what it says, what is wrong with it, and what it does not say. `now`: seconds. */
export function renderToken(
  token: InspectedToken,
  heading: string,
  now: number,
  { style, columns }: Pick<Context, 'style' | 'columns'>,
): string {
  const { header, claims, thumbprints, disclosures = [], notes } = token
  const section = (title: string, body: string): string =>
    body === '' ? '' : `${style.cyan(title)}\n${body}`
  return [
    title(token, heading, style.bold),
    section('Header', header ? membersTable(header, columns) : ''),
    section('Claims', claims ? claimsTable(claims, now, columns) : ''),
    section(
      'Disclosed',
      table(
        disclosures.map(({ name, value }) => [safeText(name ?? '(of a list)'), valueText(value)]),
        columns,
        INDENT,
      ),
    ),
    section(
      'Thumbprints',
      table(
        thumbprints.map(({ of, value }) => [of, value]),
        columns,
        INDENT,
      ),
    ),
    renderFindings(token.findings, { style, columns }),
    section('Notes', notes.map((note) => paragraph(note, columns, INDENT)).join('\n')),
    section('What this does not say', paragraph(unsaid(token), columns, INDENT)),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

const FORMATS: Readonly<Record<InspectedToken['format'], string>> = {
  jws: 'signed',
  jwe: 'encrypted',
  'sd-jwt': 'signed, with disclosures',
  opaque: 'opaque',
  foreign: 'not read',
}

function title(
  { title: name, format, characters, source }: InspectedToken,
  heading: string,
  bold: (text: string) => string,
): string {
  const unit = characters === 1 ? 'character' : 'characters'
  return `${heading}${bold(name)} (${FORMATS[format]}, ${characters} ${unit}, from ${safeText(source)})`
}

function unsaid({ format, signedByOwnKey }: InspectedToken): string {
  if (format === 'jwe' || format === 'opaque' || format === 'foreign') {
    return 'Whether it is good: nobody was asked.'
  }
  if (signedByOwnKey === undefined) {
    return 'Whether any of it is true: the signature was not checked. See countersign verify.'
  }
  const own = signedByOwnKey
    ? 'It is signed by the key that it brings.'
    : 'It is not signed by the key that it brings.'
  return `${own} Whether that is the right key, the token has to say (cnf.jkt).`
}

function membersTable(members: Members, columns: number): string {
  const rows = Object.entries(members).map(([name, value]) => [safeName(name), valueText(value)])
  return rowsTable(rows, columns)
}

function claimsTable(claims: Members, now: number, columns: number): string {
  const rows = Object.entries(claims).map(([name, value]) => {
    const isTime = TIMES.has(name) && typeof value === 'number'
    return [safeName(name), isTime ? `${value}  ${timeText(value, now)}` : valueText(value)]
  })
  return rowsTable(rows, columns)
}

function rowsTable(rows: readonly (readonly string[])[], columns: number): string {
  const shown = table(rows.slice(0, MOST_ROWS), columns, INDENT)
  const left = rows.length - MOST_ROWS
  return left > 0 ? `${shown}\n  … and ${left} more` : shown
}

/** A long name would leave no room for its value. */
function safeName(name: string): string {
  return safeText(name.length > 28 ? `${name.slice(0, 27)}…` : name)
}
