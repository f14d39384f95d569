import type { TestIdentityProvider } from '../../index.js'
import { keyOf } from './key-of.js'
import { keyWithShortX } from '../../attacks/forge/curves.js'
import { unusedEcKey, type UnusedKey } from './unused-keys.js'

/** What the member of a key is made of, by what is wrong with it. */
export const MISSPELLINGS: Readonly<Record<string, (member: string) => unknown>> = {
  'padded with =': (member) => `${member}=`,
  'with a stray bit': (member) => member.slice(0, -1) + nextCharacter(member.at(-1) ?? ''),
  'with a space': (member) => `${member} `,
  'with a zero octet in front': recoded((octets) => Buffer.concat([Buffer.alloc(1), octets])),
  'with a zero octet behind': recoded((octets) => Buffer.concat([octets, Buffer.alloc(1)])),
  'cut off': recoded((octets) => octets.subarray(0, -1)),
  'all zero': recoded((octets) => Buffer.alloc(octets.length)),
  'all ones': recoded((octets) => Buffer.alloc(octets.length, 0xff)),
  empty: () => '',
  missing: () => undefined,
  'a number': () => 1,
  'an array': (member) => [member],
}

/** Keys with a point that is spelled in another way, or is none. */
export function misspelledKeys(idp: TestIdentityProvider): readonly UnusedKey[] {
  const es1 = keyOf(idp, 'es1')
  const ed1 = keyOf(idp, 'ed1')
  const { x, y } = es1.publicJwk
  const short = keyWithShortX()
  return [
    ...Object.entries(MISSPELLINGS).flatMap(([name, misspell]) => [
      ...(['x', 'y'] as const).map((member) => {
        const kid = `EC ${member} ${name}`
        const jwk = { ...es1.publicJwk, kid, [member]: misspell(es1.publicJwk[member] ?? '') }
        return { jwk, token: idp.sign({ header: { kid } }) }
      }),
      {
        jwk: { ...ed1.publicJwk, kid: `Ed25519 ${name}`, x: misspell(ed1.publicJwk.x ?? '') },
        token: idp.sign({ header: { kid: `Ed25519 ${name}` }, key: 'ed1' }),
      },
    ]),
    // What a library spells that forgets the leading zeros: to most parsers it is the same point.
    unusedEcKey(idp, { ...short.jwk, kid: 'EC x without its leading zero' }, short.privateKey),
    ...offTheCurve(idp, { 'x changed': { x: changed(x), y }, 'x and y swapped': { x: y, y: x } }),
  ]
}

function offTheCurve(
  idp: TestIdentityProvider,
  points: Readonly<Record<string, object>>,
): readonly UnusedKey[] {
  return Object.entries(points).map(([kid, point]) => ({
    jwk: { ...keyOf(idp).publicJwk, ...point, kid },
    token: idp.sign({ header: { kid } }),
  }))
}

function recoded(change: (octets: Buffer) => Buffer): (member: string) => string {
  return (member) => change(Buffer.from(member, 'base64url')).toString('base64url')
}

function changed(member = ''): string {
  return recoded((octets) => Buffer.from(octets).fill(1, 9, 12))(member)
}

function nextCharacter(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(character) + 1] ?? ''
}
