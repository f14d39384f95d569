import { CommandError } from '../command-error.js'

/** One block of a PEM file (RFC 7468). */
export interface PemBlock {
  readonly label: string
  /** With its first and its last line. */
  readonly text: string
}

/** The most blocks that a file may hold. */
const MAX_BLOCKS = 200

const BEGIN = '-----BEGIN '
const DASHES = '-----'
const LABEL = /^[A-Z0-9][A-Z0-9 ]{0,40}$/

export function hasPemBlocks(text: string): boolean {
  return text.includes(BEGIN)
}

/** The blocks in their order; whatever stands between them is a remark. Throws a CommandError. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = []
  for (let from = text.indexOf(BEGIN); from !== -1; from = text.indexOf(BEGIN, from)) {
    const labelEnd = text.indexOf(DASHES, from + BEGIN.length)
    const label = text.slice(from + BEGIN.length, Math.max(labelEnd, from))
    if (labelEnd === -1 || !LABEL.test(label)) throw new CommandError('The PEM is malformed')
    const last = `-----END ${label}-----`
    const end = text.indexOf(last, labelEnd)
    if (end === -1) throw new CommandError(`The PEM is cut off: "END ${label}" is missing`)
    blocks.push({ label, text: `${text.slice(from, end)}${last}\n` })
    if (blocks.length > MAX_BLOCKS) {
      throw new CommandError(`The file holds more than ${MAX_BLOCKS} PEM blocks`)
    }
    from = end + last.length
  }
  return blocks
}
