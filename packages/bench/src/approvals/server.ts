import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ApprovalServerOrder, ProcessSize, Wanted } from './order.js'

/** An approval server in a process of its own. */
export interface ApprovalServer {
  readonly issuer: string
  /** Gives a code for this person to pair a device with. */
  invite(subject: string): Promise<string>
  size(): Promise<ProcessSize>
  close(): Promise<void>
}

// It runs what is built, even where the tests run on sources.
const PROGRAM = fileURLToPath(new URL('../../dist/approvals/program.js', import.meta.url))

export async function startApprovalServer(order: ApprovalServerOrder): Promise<ApprovalServer> {
  const child = fork(PROGRAM, [JSON.stringify(order)], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  const asked = async (wanted: Wanted): Promise<unknown> => {
    child.send(wanted)
    return nextMessage(child)
  }
  try {
    const port = await nextMessage(child)
    return {
      issuer: `http://localhost:${String(port)}`,
      invite: async (invite) => String(await asked({ invite })),
      size: async () => (await asked('size')) as ProcessSize,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const settled = new AbortController()
  const { signal } = settled
  const fail = async (): Promise<never> => {
    const [code] = await once(child, 'exit', { signal })
    throw new Error(`an approval server has ended, with ${String(code)}`)
  }
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), fail()])) as [
      unknown,
    ]
    return message
  } finally {
    settled.abort()
  }
}
