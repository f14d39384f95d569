/** An answer, as far as anything here looks at it. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** Gives the answer once its last byte is there. */
export type AnswerReader = (chunk: Buffer) => Answer | undefined

interface Head {
  readonly text: string
  readonly status: number
  readonly length: number
}

/** More than any server here says about an answer. */
const LONGEST_HEAD = 8192

/**
 * Reads the answers of one connection, one after the other. It is quick, so that the servers get the
 * processor, and strict: it throws where an answer is anything but a head and as many bytes as that says.
 */
export function createAnswerReader(): AnswerReader {
  let received = ''
  let head: Head | undefined
  return (chunk) => {
    received += chunk.toString('latin1')
    const end = received.indexOf('\r\n\r\n')
    if (end < 0) {
      if (received.length > LONGEST_HEAD) throw new Error('an answer has no end of its head')
      return undefined
    }
    const text = received.slice(0, end)
    // For a second or so all heads of a server are the same.
    if (text !== head?.text) head = readHead(text)
    const missing = end + 4 + head.length - received.length
    if (missing > 0) return undefined
    if (missing < 0) throw new Error('there is more than the answer')
    const body = received.slice(end + 4)
    received = ''
    return { status: head.status, body }
  }
}

function readHead(text: string): Head {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]
  const lengths = [...text.matchAll(/\r\ncontent-length: *(\d+) *(?=\r\n|$)/gi)]
  if (status === undefined) throw new Error('this is not an answer of HTTP/1.1')
  if (lengths.length !== 1) throw new Error('an answer does not say how long it is')
  return { text, status: Number(status), length: Number(lengths[0]?.[1]) }
}
