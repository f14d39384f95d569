import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { OwnProcess } from './own-process.js'

/** Tried until somebody takes connections there: a new process takes a moment. */
export async function untilListening(
  port: number,
  running: OwnProcess,
  name: string,
): Promise<void> {
  for (let attempt = 0; attempt < 400 && !running.hasEnded; attempt++) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch {
      await setTimeout(25)
    } finally {
      socket.destroy()
    }
  }
  throw new Error(`${name} does not listen: is it installed?`)
}
