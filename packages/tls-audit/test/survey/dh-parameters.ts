/** Parameters of Diffie-Hellman, PEM of PKCS #3, with the generator 2. */
export function dhParameters(prime: Buffer): string {
  const integer = Buffer.concat([
    Buffer.from([0x02, 0x81, prime.length + 1, 0]),
    prime,
    Buffer.from([0x02, 0x01, 0x02]),
  ])
  const der = Buffer.concat([Buffer.from([0x30, 0x81, integer.length]), integer])
  return `-----BEGIN DH PARAMETERS-----\n${der.toString('base64')}\n-----END DH PARAMETERS-----\n`
}
