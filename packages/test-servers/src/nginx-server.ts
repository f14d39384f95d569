import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findCommand } from './find-command.js'
import { freePort } from './free-port.js'
import { ownProcess } from './own-process.js'
import type { Certified, TlsServer } from './tls-server.js'
import { untilListening } from './until-listening.js'

// All that nginx writes, or makes at its start: whoever runs the tests may be nobody.
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

/** An nginx that answers all with 200, with settings as they stand in a `server` of nginx.conf. */
export async function startNginx({
  cert,
  key,
  settings = [],
}: Certified & { readonly settings?: readonly string[] }): Promise<TlsServer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-nginx-'))
  const certificate = join(folder, 'cert.pem')
  const privateKey = join(folder, 'key.pem')
  const configuration = join(folder, 'nginx.conf')
  await Promise.all([
    writeFile(certificate, cert),
    writeFile(privateKey, key, { mode: 0o600 }),
    writeFile(
      configuration,
      [
        'daemon off;',
        // One process, which goes when it is killed.
        'master_process off;',
        `pid ${folder}/nginx.pid;`,
        'events { worker_connections 256; }',
        'http {',
        'access_log off;',
        ...TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};`),
        'server {',
        `listen 127.0.0.1:${port} ssl;`,
        `ssl_certificate ${certificate};`,
        `ssl_certificate_key ${privateKey};`,
        ...settings,
        'location / { return 200; }',
        '}',
        '}',
        '',
      ].join('\n'),
    ),
  ])
  const args = ['-p', folder, '-e', join(folder, 'error.log'), '-c', configuration]
  // Debian has it where only root looks.
  const command = findCommand('nginx', ['/usr/sbin'])
  const running = ownProcess(spawn(command, args, { cwd: folder, stdio: 'ignore' }))
  const close = async (): Promise<void> => {
    await running.kill()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilListening(port, running, 'nginx')
  } catch (error) {
    await close()
    throw error
  }
  return { port, close }
}
