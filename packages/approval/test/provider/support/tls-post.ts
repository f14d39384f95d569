import { once } from 'node:events'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { TestCertificate } from '@countersign/testing'

export interface TlsAnswer {
  readonly status: number | undefined
  readonly json: Readonly<Record<string, unknown>>
}

/** Posts a form over a connection of its own, with a certificate of the client, if there is one. */
export async function tlsPost(
  url: string,
  params: Readonly<Record<string, string>>,
  server: TestCertificate,
  client: TestCertificate | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<TlsAnswer> {
  const req = request(url, {
    method: 'POST',
    agent: false,
    ca: server.certificate,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    ...(client && { cert: client.certificate, key: client.privateKey }),
  })
  req.end(new URLSearchParams(params).toString())
  return answerTo(req)
}

export async function tlsGet(url: string, server: TestCertificate): Promise<TlsAnswer> {
  return answerTo(request(url, { agent: false, ca: server.certificate }).end())
}

async function answerTo(req: ClientRequest): Promise<TlsAnswer> {
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  return { status: res.statusCode, json: JSON.parse(await text(res)) as TlsAnswer['json'] }
}
