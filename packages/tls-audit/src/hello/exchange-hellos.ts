import type { Socket } from 'node:net'
import { unclear, type Answer } from './answer.js'
import { createAnswerReader } from './answer-reader.js'
import type { ClientHello } from './client-hello.js'

/**
 * Sends a hello and waits for the answer. Ends the connection, in any case; never rejects.
 *
 * `signal`: ends it when the time is up.
 */
export function exchangeHellos(
  socket: Socket,
  hello: ClientHello,
  signal: AbortSignal,
): Promise<Answer> {
  const reader = createAnswerReader(hello)
  return new Promise((resolve) => {
    const end = (answer: Answer): void => {
      signal.removeEventListener('abort', onAbort)
      socket.off('data', onData)
      // The listener for errors stays: one that comes late has nobody else.
      socket.destroy()
      resolve(answer)
    }
    const broken = (how: string): void => end(unclear(`The connection ${how}.`, true))
    const onAbort = (): void => end(unclear('The time for an answer ran out.'))
    const onData = (chunk: Buffer): void => {
      const answer = reader.push(chunk)
      if (answer) end(answer)
    }
    socket.on('error', (error: NodeJS.ErrnoException) =>
      broken(error.code === 'ECONNRESET' ? 'was reset before an answer' : 'broke before an answer'),
    )
    socket.once('end', () => broken('was closed before an answer'))
    socket.once('close', () => broken('was closed before an answer'))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) return onAbort()
    if (socket.destroyed || socket.readableEnded) return broken('was closed before an answer')
    socket.on('data', onData)
    // Whoever has spoken in the clear before has paused it, and a listener alone does not make it flow again.
    socket.resume()
    socket.write(hello.bytes)
  })
}
