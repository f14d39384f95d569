import { once } from 'node:events'
import { connect } from 'node:net'
import { createAnswerReader, type Answer } from './answer-reader.js'

/** A connection that is kept. */
export interface Connection {
  /** Sends the bytes of a request. The next one may come when this one was answered. */
  ask(request: Buffer): Promise<Answer>
  close(): void
}

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

const READ_AT_A_TIME = 65_536

/** Opens a connection to a port of loopback. */
export async function openConnection(port: number): Promise<Connection> {
  const read = createAnswerReader()
  let waiting: Waiting | undefined
  let failure: Error | undefined

  const fail = (error: Error): void => {
    failure ??= error
    socket.destroy()
    waiting?.reject(failure)
    waiting = undefined
  }

  const receive = (bytes: number, buffer: Uint8Array): boolean => {
    try {
      if (!waiting) throw new Error('an answer came that nobody has asked for')
      const answer = read((buffer as Buffer).subarray(0, bytes))
      if (!answer) return true
      const { resolve } = waiting
      waiting = undefined
      resolve(answer)
    } catch (error) {
      fail(error as Error)
    }
    return true
  }

  // One buffer for all that comes: a stream would make one, and some events, for each answer.
  const onread = { buffer: Buffer.allocUnsafe(READ_AT_A_TIME), callback: receive }
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, onread })
  await once(socket, 'connect')
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server has closed the connection')))
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (failure) reject(failure)
        else if (waiting) reject(new Error('the request before is not answered yet'))
        else {
          waiting = { resolve, reject }
          socket.write(request)
        }
      }),
    close: () => void socket.destroy(),
  }
}
