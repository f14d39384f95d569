import { encodeSegment } from '@countersign/testing'
import { splitCompact, type Segment } from '../../src/token/compact-jws.js'

/** A segment, as it comes out of a token that has it as its header. */
export function segmentOf(value: Record<string, unknown>): Segment {
  return headerOf(`${encodeSegment(value)}.e30.AA`)
}

/** The first segment of a compact JWS. */
export function headerOf(text: string): Segment {
  const segments = splitCompact(text)
  if (typeof segments === 'string') throw new TypeError(`no JWS: ${segments}`)
  return segments.header
}
