import type { ProbeRequest } from '../http/outcome.js'
import { withAuthorization } from '../http/bearer-request.js'
import type { ProbeAttack } from './attack.js'

/** One row: an attack on how a token is carried, rather than on the token. */
interface Row extends Pick<ProbeAttack, 'id' | 'title' | 'severity'> {
  readonly rows?: readonly string[]
  readonly needs?: ProbeAttack['needs']
  readonly expect?: ProbeAttack['expect']
  readonly requests: (token: string) => Readonly<Record<string, ProbeRequest>>
}

const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const
const GARBAGE = 'Bearer x.y.z'

const ROWS: readonly Row[] = [
  {
    id: 'query-token',
    title: 'takes no token from the address',
    severity: 'medium',
    rows: ['BRR-10', 'BRR-12'],
    requests: (token) => ({
      'access_token in the query': { query: `access_token=${token}` },
      'access_token[] in the query': { query: `access_token[]=${token}` },
      'Access_Token in the query': { query: `Access_Token=${token}` },
      'token in the query': { query: `token=${token}` },
    }),
  },
  {
    id: 'two-tokens',
    title: 'refuses a request with two tokens',
    severity: 'medium',
    rows: ['BRR-09'],
    needs: ['query-token'],
    requests: (token) => ({
      'the same in header and query': { ...carried(token), query: `access_token=${token}` },
      'a bad one in the header': {
        ...withAuthorization(GARBAGE),
        query: `access_token=${token}`,
      },
      'a bad one in the query': { ...carried(token), query: 'access_token=x.y.z' },
    }),
  },
  {
    id: 'form-token',
    title: 'takes no token from a form',
    severity: 'info',
    rows: ['BRR-04', 'BRR-05'],
    requests: (token) => ({
      'access_token in the body': { headers: [FORM], body: `access_token=${token}` },
    }),
  },
  {
    id: 'other-field',
    title: 'takes no token from a cookie or another header',
    severity: 'info',
    rows: ['BRR-24'],
    requests: (token) => ({
      ...Object.fromEntries(
        ['access_token', 'token', 'jwt'].map((name) => [
          `the cookie ${name}`,
          { headers: [['Cookie', `${name}=${token}`] as const] },
        ]),
      ),
      ...Object.fromEntries(
        ['X-Access-Token', 'X-Auth-Token', 'Proxy-Authorization'].map((name) => [
          name,
          { headers: [[name, `Bearer ${token}`] as const] },
        ]),
      ),
    }),
  },
  {
    id: 'scheme-case',
    title: 'takes the scheme in any letter case, and any number of spaces behind it',
    severity: 'info',
    rows: ['HTTP-01', 'HTTP-03'],
    expect: 'accepted',
    requests: (token) =>
      byValue({
        'bearer t': `bearer ${token}`,
        'BEARER t': `BEARER ${token}`,
        'Bearer  t, two spaces': `Bearer  ${token}`,
      }),
  },
  {
    id: 'lenient-header',
    title: 'refuses an Authorization header with more in it than one token',
    severity: 'low',
    rows: ['ATK-36', 'HTTP-04', 'HTTP-05', 'HTTP-11'],
    requests: (token) =>
      byValue({
        'Bearer Bearer t': `Bearer Bearer ${token}`,
        'Bearer t x': `Bearer ${token} x`,
        'Bearer t,': `Bearer ${token},`,
        'Bearer t, Bearer t': `Bearer ${token}, Bearer ${token}`,
        'Bearer "t"': `Bearer "${token}"`,
        'Bearer t;a=b': `Bearer ${token};a=b`,
        'a tab behind Bearer': `Bearer\t${token}`,
        'a no-break space behind t': `Bearer ${token}\u00A0`,
      }),
  },
  {
    id: 'other-scheme',
    title: 'takes a bearer token with no other scheme',
    severity: 'low',
    rows: ['HTTP-09'],
    requests: (token) =>
      byValue({
        't alone': token,
        'Basic t': `Basic ${token}`,
        'Token t': `Token ${token}`,
        'JWT t': `JWT ${token}`,
        'DPoP t, unbound': `DPoP ${token}`,
        'BearerX t': `BearerX ${token}`,
      }),
  },
  {
    id: 'two-headers',
    title: 'refuses two Authorization headers',
    severity: 'low',
    rows: ['HTTP-10'],
    requests: (token) => ({
      'good and good': lines(`Bearer ${token}`, `Bearer ${token}`),
      'good before bad': lines(`Bearer ${token}`, GARBAGE),
      'bad before good': lines(GARBAGE, `Bearer ${token}`),
      'good before Basic': lines(`Bearer ${token}`, 'Basic dTpw'),
      'Basic before good': lines('Basic dTpw', `Bearer ${token}`),
    }),
  },
  {
    id: 'control-bytes',
    title: 'refuses control characters in the header',
    severity: 'low',
    rows: ['ATK-103'],
    requests: (token) => ({
      'NUL behind t': lines(`Bearer ${token}\0`),
      'NUL inside t': lines(`Bearer ${token.slice(0, -6)}\0${token.slice(-6)}`),
      'U+0001 in front of t': lines(`Bearer \u0001${token}`),
      'a folded line': lines(`Bearer\r\n ${token}`),
    }),
  },
  {
    id: 'large-header',
    title: 'refuses headers that are too large, and goes on',
    severity: 'low',
    rows: ['ATK-102', 'ATK-33'],
    expect: 'answered',
    requests: (token) =>
      byValue({
        '20 kB of a word': `Bearer ${'a'.repeat(20_000)}`,
        '12 kB of dots': `Bearer ${'.'.repeat(12_000)}`,
        '12 kB behind a good token': `Bearer ${token}${'A'.repeat(12_000)}`,
        '12 kB of spaces': `Bearer ${' '.repeat(12_000)}${token}`,
      }),
  },
]

/** How tokens are carried: RFC 9110 §11, RFC 6750 §2. */
export const httpAttacks: readonly ProbeAttack[] = ROWS.map((row) => ({
  family: 'HTTP',
  rows: [],
  needs: [],
  expect: 'refused',
  ...row,
  async requests({ subject }) {
    const made = row.requests(subject.token())
    return Object.entries(made).map(([name, request]) => ({
      name,
      request,
      presented: 'carrier' as const,
    }))
  },
}))

function carried(token: string): ProbeRequest {
  return withAuthorization(`Bearer ${token}`)
}

function byValue(values: Readonly<Record<string, string>>): Record<string, ProbeRequest> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, withAuthorization(value)]),
  )
}

function lines(...values: readonly string[]): ProbeRequest {
  return { headers: values.map((value) => ['Authorization', value] as const), raw: true }
}
