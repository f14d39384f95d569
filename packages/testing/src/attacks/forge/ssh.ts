import type { JWK } from 'jose'

/** A public key as it stands in an `authorized_keys` file (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4). */
export function sshForm({ kty, crv = '', n = '', e = '', x = '', y = '' }: JWK): string {
  if (kty === 'RSA') return line('ssh-rsa', positive(e), positive(n))
  if (kty === 'OKP') return line('ssh-ed25519', Buffer.from(x, 'base64url'))
  const point = Buffer.concat([
    Buffer.from([4]),
    ...[x, y].map((part) => Buffer.from(part, 'base64url')),
  ])
  const curve = crv.replace('P-', 'nistp')
  return line(`ecdsa-sha2-${curve}`, Buffer.from(curve), point)
}

function line(type: string, ...fields: readonly Uint8Array[]): string {
  const blob = [Buffer.from(type), ...fields].flatMap((field) => [length(field), field])
  return `${type} ${Buffer.concat(blob).toString('base64')}`
}

function length(field: Uint8Array): Buffer {
  const octets = Buffer.alloc(4)
  octets.writeUInt32BE(field.length)
  return octets
}

function positive(base64url: string): Buffer {
  const digits = Buffer.from(base64url, 'base64url')
  return (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits
}
