import { execFile } from 'node:child_process'
import { startNginx, startOpensslServer, type TlsServer } from '@countersign/test-servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditTls } from '../src/audit-tls.js'
import type { VersionSurvey } from '../src/survey/survey.js'
import { endpointAt, rsaIdentity } from './loopback-servers.js'

/** Names of OpenSSL and of IANA. */
const SUITES = {
  'AES128-SHA': 'TLS_RSA_WITH_AES_128_CBC_SHA',
  'AES256-GCM-SHA384': 'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'CAMELLIA128-SHA': 'TLS_RSA_WITH_CAMELLIA_128_CBC_SHA',
  'NULL-SHA256': 'TLS_RSA_WITH_NULL_SHA256',
  'ADH-AES128-SHA': 'TLS_DH_anon_WITH_AES_128_CBC_SHA',
  'DHE-RSA-AES128-GCM-SHA256': 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256': 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'ECDHE-RSA-CHACHA20-POLY1305': 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
} as const

const VERSIONS = {
  TLSv1: '-tls1',
  'TLSv1.1': '-tls1_1',
  'TLSv1.2': '-tls1_2',
  'TLSv1.3': '-tls1_3',
} as const

/** Whether `openssl s_client` completes a handshake with these arguments. */
async function connects({ port }: TlsServer, ...args: readonly string[]): Promise<boolean> {
  const all = ['s_client', '-connect', `127.0.0.1:${port}`, '-brief', ...args]
  return new Promise((resolve) => {
    const client = execFile('openssl', all, { timeout: 20_000 }, (_error, stdout, stderr) =>
      resolve(/CONNECTION ESTABLISHED/.test(stdout + stderr)),
    )
    client.stdin?.end()
  })
}

describe.each([
  ['nginx as it comes', async (): Promise<TlsServer> => startNginx(await rsaIdentity())],
  [
    's_server with all that OpenSSL has',
    async (): Promise<TlsServer> =>
      startOpensslServer(['-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'], await rsaIdentity()),
  ],
  [
    's_server with a few suites of TLS 1.2',
    async (): Promise<TlsServer> =>
      startOpensslServer(
        ['-tls1_2', '-cipher', 'AES128-SHA:ECDHE-RSA-CHACHA20-POLY1305:@SECLEVEL=0'],
        await rsaIdentity(),
      ),
  ],
])('%s', (_title, start) => {
  let server: TlsServer
  let versions: readonly VersionSurvey[]

  beforeAll(async () => {
    server = await start()
    const { endpoints } = await auditTls(endpointAt(server))
    versions = endpoints[0]?.survey?.versions ?? []
  })
  afterAll(async () => server.close())

  it('accepts the versions that openssl s_client is accepted with', async () => {
    const theirs = await Promise.all(
      Object.values(VERSIONS).map(async (option) =>
        connects(server, option, '-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'),
      ),
    )
    const ours = Object.keys(VERSIONS).map((name) =>
      versions.some(({ version, suites }) => version === name && suites.length > 0),
    )
    expect(ours).toStrictEqual(theirs)
  })

  it('accepts the suites that openssl s_client is accepted with', async () => {
    const names = Object.keys(SUITES)
    const theirs = await Promise.all(
      names.map(async (name) => connects(server, '-tls1_2', '-cipher', `${name}:@SECLEVEL=0`)),
    )
    const accepted = versions.find(({ version }) => version === 'TLSv1.2')?.suites ?? []
    const ours = Object.values(SUITES).map((name) => accepted.some((suite) => suite.name === name))
    expect(Object.fromEntries(names.map((name, index) => [name, ours[index]]))).toStrictEqual(
      Object.fromEntries(names.map((name, index) => [name, theirs[index]])),
    )
  })
})
