import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { readForwarded, type ForwardedFormat } from '../../src/certificate/forwarded-formats.js'

const { certificate: pem, der } = await createTestCertificate()
const other = await createTestCertificate()
const base64 = der.toString('base64')
const escaped = encodeURIComponent(pem)
const foreign = encodeURIComponent(other.certificate)

const formats: readonly ForwardedFormat[] = ['rfc9440', 'pem', 'xfcc']

describe('a byte sequence (RFC 9440 §2.1, RFC 8941 §3.3.5)', () => {
  it('is base64 between colons, with or without white space around them', () => {
    for (const line of [`:${base64}:`, ` :${base64}:`, `:${base64}:\t `])
      expect(readForwarded('rfc9440', line)).toEqual(der)
  })

  it.each([1, 2, 3, 4, 5, 6])('of %i bytes may leave its padding out', (length) => {
    const bytes = Buffer.alloc(length, 0xfb)
    const written = bytes.toString('base64')
    for (const text of [written, written.replaceAll('=', '')]) {
      expect(readForwarded('rfc9440', `:${text}:`)).toEqual(bytes)
    }
  })

  it.each([
    ['nothing', ''],
    ['one colon', ':'],
    ['no bytes', '::'],
    ['padding alone', ':==:'],
    ['a lone character', ':A:'],
    ['five characters', ':AAAAA:'],
    ['one padding character too few', ':AA=:'],
    ['padding that is too long', ':AAA==:'],
    ['padding of whole bytes', ':AAAA=:'],
    ['padding in the middle', ':AA==AAAA:'],
    ['base64url', ':-_-_:'],
    ['white space within', `:${base64.slice(0, 8)} ${base64.slice(8)}:`],
    ['a line end within', `:${base64.slice(0, 64)}\n${base64.slice(64)}:`],
    ['a line end behind', `:${base64}:\n`],
    ['a no-break space in front', `\u00a0:${base64}:`],
    ['a second one', `:${base64}:, :${base64}:`],
    ['a second one without a comma', `:${base64}::${base64}:`],
    ['a parameter', `:${base64}:;a`],
    ['quotes', `":${base64}:"`],
    ['PEM', escaped],
  ])('is not %s', (_name, line) => {
    expect(readForwarded('rfc9440', line)).toBeUndefined()
  })
})

describe('URL-encoded PEM', () => {
  it.each([
    ['one block', pem],
    ['no last line end', pem.trimEnd()],
    ['white space behind it', `${pem}\r\n \n`],
    ['the line ends of DOS', pem.replaceAll('\n', '\r\n')],
    ['lines of four characters', withLines(4)],
    ['lines of 76 characters', withLines(76)],
  ])('may have %s', (_name, text) => {
    expect(readForwarded('pem', encodeURIComponent(text))).toEqual(der)
  })

  it('may leave unencoded what fits into a header', () => {
    expect(readForwarded('pem', ` ${pem.replaceAll('\n', '%0A')} `)).toEqual(der)
    expect(
      readForwarded(
        'pem',
        pem.replaceAll('\n', '%0a').replaceAll('+', '%2B').replaceAll('/', '%2f'),
      ),
    ).toEqual(der)
  })

  it.each([
    ['nothing', ''],
    ['a second block', pem + other.certificate],
    ['a second block in front', other.certificate + pem],
    ['the same block twice', pem + pem],
    ['a block within', pem.replace('\n', `\n${other.certificate}`)],
    ['text in front', `x${pem}`],
    ['a line end in front', `\n${pem}`],
    ['a byte order mark', `\ufeff${pem}`],
    ['text behind', `${pem}x`],
    ['NUL behind', `${pem}\0`],
    ['NUL within', pem.replace('\n', '\n\0')],
    ['an empty line within', pem.replace('\n', '\n\n')],
    ['white space within', pem.replace('\n', '\n ')],
    ['a header', pem.replace('\n', '\nX: y\n\n')],
    ['padding at a line within', pem.replace(/(\n\S{60})\S{4}/, '$1AA==')],
    ['three padding characters', pem.replace(/=*\n-----END/, '===\n-----END')],
    ['a line of 77 characters', withLines(77)],
    ['base64url', pem.replace(/\n\S\S/, '\n-_')],
    ['no line ends', pem.replaceAll('\n', '')],
    ['an old line end', pem.replaceAll('\n', '\r')],
    ['no end', pem.slice(0, pem.indexOf('-----END'))],
    ['no body', pem.replace(/\n[^-]+/, '\n')],
    ['no beginning', pem.slice(pem.indexOf('\n') + 1)],
    ['another label', pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
    ['labels that differ', pem.replace('END CERTIFICATE', 'END PRIVATE KEY')],
    ['small letters', pem.replaceAll('CERTIFICATE', 'certificate')],
    ['fewer hyphens', pem.replaceAll('-----', '----')],
    ['another encoding around it', escaped],
  ])('does not have %s', (_name, text) => {
    expect(readForwarded('pem', encodeURIComponent(text))).toBeUndefined()
  })

  it.each(['%', '%0', '%GG', '%FF', '%C0%8A', '%ED%A0%80'])(
    'does not have the escape %s',
    (odd) => {
      for (const line of [odd + escaped, escaped + odd]) {
        expect(readForwarded('pem', line)).toBeUndefined()
      }
    },
  )
})

describe('the header of Envoy', () => {
  it.each([
    `Cert="${escaped}"`,
    `Cert=${escaped}`,
    `cert="${escaped}";`,
    `By=spiffe://a;Hash=00;Cert="${escaped}";Subject="CN=a, O=\\"b\\"";URI=;DNS=a.example`,
    `Subject="";Cert="${escaped}"`,
    `Subject="a=b;c=\\\\";Cert="${escaped}"`,
    `Subject=a=b=c;Cert="${escaped}"`,
    `Cert="${escaped}";Chain="${escaped}${foreign}"`,
  ])('has a certificate in %s', (line) => {
    expect(readForwarded('xfcc', line)).toEqual(der)
  })

  it('has none in the text of a subject', () => {
    for (const text of [
      `;Cert=${foreign}`,
      `\\";Cert=\\"${foreign}\\"`,
      `\\\\\\";Cert=${foreign};`,
    ]) {
      expect(readForwarded('xfcc', `Cert="${escaped}";Subject="CN=${text}"`)).toEqual(der)
      expect(readForwarded('xfcc', `Subject="CN=${text}";Cert="${escaped}"`)).toEqual(der)
      expect(readForwarded('xfcc', `Subject="CN=${text}"`)).toBeUndefined()
    }
  })

  it.each([
    ['the client ends the quotes itself', `Subject="CN=";Cert="${foreign}";a="";Cert="${escaped}"`],
    ['the client adds to a name', `Cert="${escaped}";DNS=a;Cert=${foreign}`],
    ['the client adds an element', `Cert="${escaped}",Cert="${foreign}"`],
    ['the client sent an element', `Cert="${foreign}",By=a;Cert="${escaped}"`],
    ['an element is empty', `,Cert="${escaped}"`],
    ['a comma follows', `Cert="${escaped}",`],
    ['a comma stands in a bare value', `Subject=a,b;Cert="${escaped}"`],
    ['a quote stands in a bare value', `Subject=a"b;Cert="${escaped}"`],
    ['a backslash stands in a bare value', `Subject=a\\;Cert="${escaped}"`],
    ['a quote is escaped and stays open', `Subject="a\\";Cert="${escaped}"`],
    ['a value goes on behind its quotes', `Cert="${escaped}"Cert`],
    ['two pairs have no semicolon', `Hash=0 Cert="${escaped}"`],
    ['white space is in front', ` Cert="${escaped}"`],
    ['white space is in a name', `Cert ="${escaped}"`],
    ['white space is behind', `Cert="${escaped}" `],
    ['a name is empty', `;Cert="${escaped}"`],
    ['a name has a digit', `A1=b;Cert="${escaped}"`],
    ['the certificate is there twice', `Cert="${escaped}";Cert="${escaped}"`],
    ['the name is longer', `TheCert="${escaped}"`],
    ['the name has a sign that looks like one of it', `\u0421ert="${escaped}"`],
    ['it holds two blocks', `Cert="${escaped}${foreign}"`],
    ['it holds an escape of its own', `Cert="${escaped.replace('-', '\\-')}"`],
    ['it is empty', 'Cert='],
    ['there is none', 'Hash=00;Subject="CN=a"'],
    ['there is nothing', ''],
  ])('has none where %s', (_name, line) => {
    expect(readForwarded('xfcc', line)).toBeUndefined()
  })
})

describe('a header of a megabyte', () => {
  it('is a byte sequence where it is one', () => {
    expect(readForwarded('rfc9440', `:${long('AAAA')}:`)).toHaveLength(786_432)
  })

  it.each([
    'a',
    'a=',
    'a=;',
    'a="',
    'a="\\',
    'a="";',
    'Cert=',
    '\\',
    '"',
    ';',
    ':',
    '=',
    '%',
    '%41',
    'A',
    'AAAA',
    ':A',
    'A=',
    'A\n',
    '\n',
    '%0A',
    ' ',
    '\t',
    '-----BEGIN CERTIFICATE-----\n',
  ])('is read to its end in every format: %j', (part) => {
    const lines = [
      long(part),
      `:${long(part)}`,
      `:${long(part)}!:`,
      `Cert="${long(part)}`,
      `a="${long(part)}";!`,
      `-----BEGIN%20CERTIFICATE-----%0A${long(part)}`,
      encodeURIComponent(
        `-----BEGIN CERTIFICATE-----\n${long(part)}\n-----END CERTIFICATE-----\n!`,
      ),
    ]
    for (const format of formats) {
      for (const line of lines) expect(readForwarded(format, line)).toBeUndefined()
    }
  })
})

function long(text: string): string {
  return text.repeat(Math.ceil(1_048_576 / text.length))
}

function withLines(width: number): string {
  const lines = base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
