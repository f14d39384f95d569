/** A row of IANA's table of TLS supported groups. */
export interface NamedGroup {
  readonly id: number
  /** `x25519`, `secp256r1`, `ffdhe2048`, `X25519MLKEM768`. */
  readonly name: string
  /** `hybrid`: a curve and ML-KEM together; `kem`: ML-KEM alone. Both hold against a quantum computer. */
  readonly kind: 'ec' | 'ffdhe' | 'hybrid' | 'kem'
}

interface Row extends NamedGroup {
  /** Octets of a public value on the wire, in either direction, where both are alike. */
  readonly length?: number
  /** The versions that know it: TLS 1.2 and below, TLS 1.3, or all. */
  readonly versions: 'old' | 'new' | 'all'
}

// Those that most servers have come first: a server that goes by the order of the client answers with them.
const ROWS: readonly Row[] = [
  { id: 0x001d, name: 'x25519', kind: 'ec', length: 32, versions: 'all' },
  { id: 0x0017, name: 'secp256r1', kind: 'ec', length: 65, versions: 'all' },
  { id: 0x0018, name: 'secp384r1', kind: 'ec', length: 97, versions: 'all' },
  { id: 0x0019, name: 'secp521r1', kind: 'ec', length: 133, versions: 'all' },
  { id: 0x001e, name: 'x448', kind: 'ec', length: 56, versions: 'all' },
  { id: 0x11ec, name: 'X25519MLKEM768', kind: 'hybrid', versions: 'new' },
  { id: 0x11eb, name: 'SecP256r1MLKEM768', kind: 'hybrid', versions: 'new' },
  { id: 0x11ed, name: 'SecP384r1MLKEM1024', kind: 'hybrid', versions: 'new' },
  { id: 0x11ee, name: 'curveSM2MLKEM768', kind: 'hybrid', versions: 'new' },
  { id: 0x0200, name: 'MLKEM512', kind: 'kem', versions: 'new' },
  { id: 0x0201, name: 'MLKEM768', kind: 'kem', versions: 'new' },
  { id: 0x0202, name: 'MLKEM1024', kind: 'kem', versions: 'new' },
  // In TLS 1.2 these would forbid a server to answer with a prime of its own (RFC 7919 §4), which is to be seen.
  { id: 0x0100, name: 'ffdhe2048', kind: 'ffdhe', length: 256, versions: 'new' },
  { id: 0x0101, name: 'ffdhe3072', kind: 'ffdhe', length: 384, versions: 'new' },
  { id: 0x0102, name: 'ffdhe4096', kind: 'ffdhe', length: 512, versions: 'new' },
  { id: 0x0103, name: 'ffdhe6144', kind: 'ffdhe', length: 768, versions: 'new' },
  { id: 0x0104, name: 'ffdhe8192', kind: 'ffdhe', length: 1024, versions: 'new' },
  { id: 0x001a, name: 'brainpoolP256r1', kind: 'ec', length: 65, versions: 'old' },
  { id: 0x001b, name: 'brainpoolP384r1', kind: 'ec', length: 97, versions: 'old' },
  { id: 0x001c, name: 'brainpoolP512r1', kind: 'ec', length: 129, versions: 'old' },
  { id: 0x001f, name: 'brainpoolP256r1tls13', kind: 'ec', length: 65, versions: 'new' },
  { id: 0x0020, name: 'brainpoolP384r1tls13', kind: 'ec', length: 97, versions: 'new' },
  { id: 0x0021, name: 'brainpoolP512r1tls13', kind: 'ec', length: 129, versions: 'new' },
  { id: 0x0029, name: 'curveSM2', kind: 'ec', length: 65, versions: 'new' },
  { id: 0x0022, name: 'GC256A', kind: 'ec', length: 64, versions: 'new' },
  { id: 0x0023, name: 'GC256B', kind: 'ec', length: 64, versions: 'new' },
  { id: 0x0024, name: 'GC256C', kind: 'ec', length: 64, versions: 'new' },
  { id: 0x0025, name: 'GC256D', kind: 'ec', length: 64, versions: 'new' },
  { id: 0x0026, name: 'GC512A', kind: 'ec', length: 128, versions: 'new' },
  { id: 0x0027, name: 'GC512B', kind: 'ec', length: 128, versions: 'new' },
  { id: 0x0028, name: 'GC512C', kind: 'ec', length: 128, versions: 'new' },
  { id: 0x0016, name: 'secp256k1', kind: 'ec', length: 65, versions: 'old' },
  { id: 0x0015, name: 'secp224r1', kind: 'ec', length: 57, versions: 'old' },
  { id: 0x0013, name: 'secp192r1', kind: 'ec', length: 49, versions: 'old' },
  { id: 0x0012, name: 'secp192k1', kind: 'ec', length: 49, versions: 'old' },
  { id: 0x0014, name: 'secp224k1', kind: 'ec', length: 57, versions: 'old' },
  { id: 0x000f, name: 'secp160k1', kind: 'ec', length: 41, versions: 'old' },
  { id: 0x0010, name: 'secp160r1', kind: 'ec', length: 41, versions: 'old' },
  { id: 0x0011, name: 'secp160r2', kind: 'ec', length: 41, versions: 'old' },
  { id: 0x000e, name: 'sect571r1', kind: 'ec', length: 145, versions: 'old' },
  { id: 0x000d, name: 'sect571k1', kind: 'ec', length: 145, versions: 'old' },
  { id: 0x000c, name: 'sect409r1', kind: 'ec', length: 105, versions: 'old' },
  { id: 0x000b, name: 'sect409k1', kind: 'ec', length: 105, versions: 'old' },
  { id: 0x000a, name: 'sect283r1', kind: 'ec', length: 73, versions: 'old' },
  { id: 0x0009, name: 'sect283k1', kind: 'ec', length: 73, versions: 'old' },
  { id: 0x0008, name: 'sect239k1', kind: 'ec', length: 61, versions: 'old' },
  { id: 0x0007, name: 'sect233r1', kind: 'ec', length: 61, versions: 'old' },
  { id: 0x0006, name: 'sect233k1', kind: 'ec', length: 61, versions: 'old' },
  { id: 0x0005, name: 'sect193r2', kind: 'ec', length: 51, versions: 'old' },
  { id: 0x0004, name: 'sect193r1', kind: 'ec', length: 51, versions: 'old' },
  { id: 0x0003, name: 'sect163r2', kind: 'ec', length: 43, versions: 'old' },
  { id: 0x0002, name: 'sect163r1', kind: 'ec', length: 43, versions: 'old' },
  { id: 0x0001, name: 'sect163k1', kind: 'ec', length: 43, versions: 'old' },
]

const byId: ReadonlyMap<number, Row> = new Map(ROWS.map((row) => [row.id, row]))

/** The groups that are asked for. */
export const NAMED_GROUPS: readonly NamedGroup[] = ROWS.map(({ id, name, kind }) => ({
  id,
  name,
  kind,
}))

/** The ids of those that TLS 1.2 and below know: curves. */
export const OLD_GROUPS: readonly number[] = idsOf('old')

/** The ids of those that TLS 1.3 knows. */
export const NEW_GROUPS: readonly number[] = idsOf('new')

// Of fewer than 224 bits.
const WEAK = /^sec[pt]1\d\d/

/** Whether it is weaker than a finite field of 2048 bits, the least that RFC 9325 §4.1 allows. */
export function isWeakGroup({ name }: NamedGroup): boolean {
  return WEAK.test(name)
}

/** The octets of a public value of a group, where they are known. */
export function publicValueLength(id: number): number | undefined {
  return byId.get(id)?.length
}

function idsOf(versions: 'old' | 'new'): number[] {
  return ROWS.filter((row) => row.versions === versions || row.versions === 'all').map(
    ({ id }) => id,
  )
}
