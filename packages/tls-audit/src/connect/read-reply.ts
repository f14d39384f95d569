import type { Socket } from 'node:net'
import { ConnectError } from './connect-error.js'

/**
 * Reads until `take` finds a whole reply in what has come, and leaves the socket as nobody had read from it: what
 * comes later is for whoever has it next.
 *
 * @throws ConnectError when the connection ends, or more than `limit` bytes came; whatever `take` throws.
 */
export function readReply<T>(
  socket: Socket,
  take: (received: Buffer) => T | undefined,
  limit: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    // Not by `data`: a socket that has been paused stays so for the next one who listens.
    const stop = (): void => {
      socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd)
    }
    const onReadable = (): void => {
      const data = socket.read() as Buffer | null
      if (data === null) return
      received = Buffer.concat([received, data])
      try {
        const reply = take(received)
        if (reply !== undefined) {
          stop()
          resolve(reply)
        } else if (received.length > limit) {
          throw new ConnectError('protocol', `the server answers with more than ${limit} bytes`)
        }
      } catch (error) {
        stop()
        reject(error)
      }
    }
    const onEnd = (): void => {
      stop()
      reject(new ConnectError('closed', 'the server closed the connection without an answer'))
    }
    socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd)
  })
}
