import { execFile, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ownProcess } from '@countersign/test-servers'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import type { TestCertificate } from '@countersign/testing'
import { onTestFinished } from 'vitest'

/** Runs `openssl s_server` until the test has finished, and gives its port. */
export async function opensslServer(
  { certificate, privateKey }: Pick<TestCertificate, 'certificate' | 'privateKey'>,
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<number> {
  const folder = await temporaryFolder()
  const all = { 'key.pem': privateKey, 'certificate.pem': certificate, ...files }
  await Promise.all(
    Object.entries(all).map(async ([name, text]) => writeFile(join(folder, name), text)),
  )
  const fixed = ['s_server', '-accept', '127.0.0.1:0', '-www', '-naccept', '1000']
  const child = spawn(
    'openssl',
    [...fixed, '-key', 'key.pem', '-cert', 'certificate.pem', ...args],
    { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const own = ownProcess(child)
  onTestFinished(async () => own.kill())
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      // All of it is read, or it would stop at some time.
      if (said.length < 4096) said += chunk.toString()
      const port = /ACCEPT .*:(\d+)/.exec(said)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    child.once('exit', () => reject(new Error('openssl s_server has ended')))
  })
}

/** The suites that `openssl ciphers` lists, with its own arguments, by their names of IANA. */
export async function opensslSuites(
  ...args: readonly string[]
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  const { stdout } = await promisify(execFile)('openssl', ['ciphers', '-V', '-stdname', ...args])
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([id = '', , name = '']) => ({
      id: Number.parseInt(id.replaceAll(/0x|,/g, ''), 16),
      name,
    }))
}
