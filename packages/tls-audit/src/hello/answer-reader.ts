import { unclear, type Answer } from './answer.js'
import type { ClientHello } from './client-hello.js'
import { readAnswer } from './read-answer.js'
import { Unreadable } from './unreadable.js'

/** Takes what a server sends, piece by piece. */
export interface AnswerReader {
  /** The answer, once it is there. */
  push(chunk: Buffer): Answer | undefined
}

/** Of what a server sends, no more is looked at. Ten chains of certificates would fit in. */
const MOST_BYTES = 128 * 1024

/**
 * Reads the answer to a hello. Whatever is sent, it throws nothing and keeps no more than 128 KiB; it does
 * not watch the time.
 */
export function createAnswerReader(hello: ClientHello): AnswerReader {
  const reading = readAnswer(hello)
  const first = reading.next()
  let wanted = first.done === true ? 0 : first.value
  let pieces: Buffer[] = []
  let length = 0
  let total = 0

  const step = (): Answer | undefined => {
    const bytes = Buffer.concat(pieces)
    let position = 0
    while (bytes.length - position >= wanted) {
      const piece = bytes.subarray(position, position + wanted)
      position += wanted
      const result = reading.next(piece)
      if (result.done === true) return result.value
      wanted = result.value
    }
    pieces = [bytes.subarray(position)]
    length = bytes.length - position
    return undefined
  }

  return {
    push(chunk) {
      total += chunk.length
      length += chunk.length
      pieces.push(chunk)
      try {
        // Joined only when it is enough: else a server that drips would have it copied over and over.
        const answer = length >= wanted ? step() : undefined
        return answer ?? (total > MOST_BYTES ? unclear('It sent far too much.') : undefined)
      } catch (error) {
        if (error instanceof Unreadable) return unclear(error.message)
        throw error
      }
    },
  }
}
