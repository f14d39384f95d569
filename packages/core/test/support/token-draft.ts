import { sign, type KeyObject } from 'node:crypto'
import type { Algorithm } from '../../src/index.js'
import { ALGORITHMS } from '../../src/algorithms.js'

type Part = 'header' | 'payload'

/** A token in the making: whatever can be wrong with one can be made wrong here, and then signed. */
export interface TokenDraft {
  header: Record<string, unknown>
  payload: Record<string, unknown>
  /** The key that signs, and how, whatever the header says. */
  key: KeyObject
  algorithm: Algorithm
  /** Changes to the JSON text of a part. */
  readonly rewrites: Record<Part, ((json: string) => string | Uint8Array)[]>
  /** Changes to the encoded part, which are signed too. */
  readonly spellings: Record<Part, ((segment: string) => string)[]>
  /** Changes to the signed token, which are not. */
  readonly afterwards: ((token: string) => string)[]
}

/** A draft that is not wrong yet. */
export function draftToken(
  parts: Pick<TokenDraft, 'header' | 'payload' | 'key' | 'algorithm'>,
): TokenDraft {
  return {
    ...parts,
    header: { ...parts.header },
    payload: { ...parts.payload },
    rewrites: { header: [], payload: [] },
    spellings: { header: [], payload: [] },
    afterwards: [],
  }
}

/** Writes the draft out, and signs what was written. */
export function finishToken(draft: TokenDraft): string {
  const input = `${writtenPart(draft, 'header')}.${writtenPart(draft, 'payload')}`
  const { hash, verifyOptions } = ALGORITHMS[draft.algorithm]
  const options = { key: draft.key, dsaEncoding: 'ieee-p1363', ...verifyOptions } as const
  const signature = sign(hash ?? null, Buffer.from(input), options).toString('base64url')
  return draft.afterwards.reduce((token, change) => change(token), `${input}.${signature}`)
}

function writtenPart(draft: TokenDraft, part: Part): string {
  let bytes: string | Uint8Array = JSON.stringify(draft[part])
  for (const rewrite of draft.rewrites[part]) {
    bytes = rewrite(typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString())
  }
  const segment = Buffer.from(bytes).toString('base64url')
  return draft.spellings[part].reduce((text, change) => change(text), segment)
}

/** The same segment with padding, where its length asks for some. */
export function padded(segment: string): string {
  return segment.padEnd(Math.ceil(segment.length / 4) * 4, '=')
}

/** The same bytes in another spelling, where the last character has bits that no byte uses. */
export function withStrayBits(segment: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  if (segment.length % 4 < 2) return segment
  const last = alphabet.indexOf(segment.slice(-1))
  return segment.slice(0, -1) + (alphabet[last + 1] ?? '')
}
