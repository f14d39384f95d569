import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** Has a program do this, in a process of its own that nothing else disturbs; gives what it answers. */
export async function inProcess<Answer>(program: string, order: unknown): Promise<Answer> {
  const child = fork(program, [JSON.stringify(order)], { execArgv: ['--expose-gc'] })
  const [answer, code] = await Promise.all([firstMessage(child), exitCode(child)])
  if (answer === undefined) throw new Error(`a process has ended with ${code}, and no answer`)
  return answer as Answer
}

/** Nothing if it ends without one. */
function firstMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('message', resolve)
    // It comes when all messages have been read, and 'exit' may come before.
    child.once('disconnect', () => resolve(undefined))
  })
}

async function exitCode(child: ChildProcess): Promise<string> {
  const [code, signal] = await once(child, 'exit')
  return String(code ?? signal)
}
