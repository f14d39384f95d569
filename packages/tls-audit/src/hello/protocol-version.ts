import type { TlsVersion } from '../tls-version.js'

/** As it stands on the wire. */
export const WIRE_VERSIONS: Readonly<Record<TlsVersion, number>> = {
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
}

const byWire: ReadonlyMap<number, TlsVersion> = new Map(
  Object.entries(WIRE_VERSIONS).map(([version, wire]) => [wire, version as TlsVersion]),
)

export function versionOnWire(wire: number): TlsVersion | undefined {
  return byWire.get(wire)
}
