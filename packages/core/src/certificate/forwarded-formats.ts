import { trimmed } from '../credentials/trimmed.js'

/** How proxies write a certificate into a header. */
export type ForwardedFormat = 'rfc9440' | 'pem' | 'xfcc'

// RFC 8941 §3.3.5: a byte sequence. Padding is optional there, and written by everybody.
const BYTE_SEQUENCE = /^:((?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==)?|[A-Za-z\d+/]{3}=?)?):$/

const PEM =
  /^-----BEGIN CERTIFICATE-----\r?\n((?:[A-Za-z\d+/]{1,76}\r?\n)*[A-Za-z\d+/]{1,76}={0,2}\r?\n)-----END CERTIFICATE-----\s*$/

// Envoy: pairs with ';' between them, whose values may be quoted. Sticky, so that each starts where
// the one before has ended, and nothing is looked at twice.
const XFCC_PAIR = /([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",;\\]*))(?:;|$)/giy

const readers: Readonly<Record<ForwardedFormat, (line: string) => Buffer | undefined>> = {
  rfc9440: (line) => {
    const [, base64] = BYTE_SEQUENCE.exec(trimmed(line)) ?? []
    return base64 ? Buffer.from(base64, 'base64') : undefined
  },
  pem: (line) => fromPem(trimmed(line)),
  xfcc: (line) => {
    const pairs = [...line.matchAll(XFCC_PAIR)]
    // All of the line, pair by pair: what stands in quotes is the client's own text. A ',' begins the
    // element of another proxy, and then nobody can tell which of them is the client's.
    const length = pairs.reduce((sum, [pair]) => sum + pair.length, 0)
    const [only, ...others] = pairs.filter(([, name]) => name?.toLowerCase() === 'cert')
    if (length !== line.length || !only || others.length > 0) return undefined
    return fromPem(only[2] ?? only[3] ?? '')
  },
}

/** The DER of the one certificate of a header; `undefined` unless it is exactly of the format. */
export function readForwarded(format: ForwardedFormat, line: string): Buffer | undefined {
  return readers[format](line)
}

function fromPem(encoded: string): Buffer | undefined {
  let text: string
  try {
    text = decodeURIComponent(encoded)
  } catch {
    return undefined
  }
  const [, base64] = PEM.exec(text.endsWith('\n') ? text : `${text}\n`) ?? []
  return base64 ? Buffer.from(base64, 'base64') : undefined
}
