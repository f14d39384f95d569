import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.js'
import { ownProcess } from './own-process.js'
import type { Certified, TlsServer } from './tls-server.js'
import { untilListening } from './until-listening.js'

/**
 * `openssl s_server` with these arguments, and a page for whoever asks. It serves one connection at a time.
 */
export async function startOpensslServer(
  args: readonly string[],
  { cert, key }: Certified,
): Promise<TlsServer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-openssl-'))
  const certificate = join(folder, 'cert.pem')
  const privateKey = join(folder, 'key.pem')
  await Promise.all([writeFile(certificate, cert), writeFile(privateKey, key, { mode: 0o600 })])
  const own = ['-accept', `127.0.0.1:${port}`, '-cert', certificate, '-key', privateKey]
  // With a page: without, it would read what to send from its standard input.
  const all = ['s_server', '-quiet', '-www', ...own, ...args]
  const running = ownProcess(spawn('openssl', all, { cwd: folder, stdio: 'ignore' }))
  const close = async (): Promise<void> => {
    await running.kill()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilListening(port, running, 'openssl s_server')
  } catch (error) {
    await close()
    throw error
  }
  return { port, close }
}
