import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Policy, TokenRequest, Verifier } from '@countersign/core'
import { isAuthError } from '@countersign/core'
import {
  authenticateRequest,
  authorizeRequest,
  exposeHeaders,
  holdHeaders,
  observeUsage,
  resourceMetadataAnswer,
} from '@countersign/core/adapter'
import type {
  ContractApplication,
  ContractRoute,
  ContractServer,
} from '@countersign/testing/contracts'
import { listen } from './listen.js'

type Application = ContractApplication<Verifier<unknown>, Policy>
type Route = ContractRoute<Policy>

/** The contract's application on plain node:http: the smallest adapter there can be. */
export function startNodeHttpServer(application: Application): Promise<ContractServer> {
  return listen((req, res) => {
    serve(application, req, res).catch((error: unknown) => fail(res, error))
  }, application.tls)
}

async function serve(
  application: Application,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { method = '', url = '' } = req
  res.setHeader('Access-Control-Allow-Origin', '*')
  if (method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined) {
    res.setHeader('Access-Control-Allow-Headers', 'authorization, dpop, content-type')
    res.writeHead(204).end()
    return
  }
  const { verifier, mountPath = '' } = application
  const metadata = resourceMetadataAnswer(verifier, { method, url })
  if (metadata) {
    res.writeHead(metadata.status, { ...metadata.headers }).end(metadata.body)
    return
  }
  const path = pathOf(url)
  if (path === `${mountPath}/open`) {
    answer(res, 200, { open: true })
    return
  }
  const route = application.routes.find((candidate) => matches(candidate, mountPath, method, path))
  if (route) await serveRoute(application, route, req, res)
  else answer(res, 404, {})
}

async function serveRoute(
  { verifier, trustProxy = false }: Application,
  { policies, optional = false }: Route,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const request = await tokenRequest(req, trustProxy)
  exposeHeaders(res, request)
  try {
    const context = await authenticateRequest(verifier, request, { optional })
    holdHeaders(res, context.responseHeaders)
    for (const policy of policies) await authorizeRequest(context, policy)
    const { auth } = context
    observeUsage(res, request, auth, () => ({ route: undefined }))
    if (!auth) {
      answer(res, 200, { anonymous: true })
      return
    }
    const { subject, clientId, issuer, scopes, claims } = auth
    answer(res, 200, { subject, clientId, issuer, scopes: [...scopes], claims })
  } catch (error) {
    if (isAuthError(error)) observeUsage(res, request, error, () => ({ route: undefined }))
    throw error
  }
}

async function tokenRequest(req: IncomingMessage, trustProxy: boolean): Promise<TokenRequest> {
  const { method = '', url = '', headers, headersDistinct, socket } = req
  const forwarded = (name: string): string | undefined =>
    trustProxy ? headersDistinct[name]?.[0] : undefined
  return {
    method,
    url,
    headers,
    headersDistinct,
    body: await parsedBody(req),
    socket,
    secure: (forwarded('x-forwarded-proto') ?? ('encrypted' in socket ? 'https' : '')) === 'https',
    remoteAddress: forwarded('x-forwarded-for') ?? socket.remoteAddress,
  }
}

// As Express parses it: repeated names make a list.
async function parsedBody(req: IncomingMessage): Promise<unknown> {
  const body = await text(req)
  const [type = ''] = (req.headers['content-type'] ?? '').toLowerCase().split(';', 1)
  if (type === 'application/json') return JSON.parse(body)
  if (type !== 'application/x-www-form-urlencoded') return undefined
  const form = new URLSearchParams(body)
  return Object.fromEntries(
    [...form.keys()].map((name) => {
      const values = form.getAll(name)
      return [name, values.length > 1 ? values : values[0]]
    }),
  )
}

function matches(route: Route, mountPath: string, method: string, path: string): boolean {
  const wanted = method === 'HEAD' ? 'get' : method.toLowerCase()
  const prefix = `${mountPath}${route.path}`
  if (route.method !== wanted) return false
  if (!prefix.includes(':')) return path === prefix
  const parent = prefix.slice(0, prefix.indexOf(':'))
  return path.startsWith(parent) && !path.slice(parent.length).includes('/')
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?]*/i, '').split('?', 1)[0] ?? ''
}

function fail(res: ServerResponse, error: unknown): void {
  if (!isAuthError(error)) {
    answer(res, 500, {})
    return
  }
  const { status, headers, expose, message } = error
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  answer(res, status, expose ? { message } : {})
}

function answer(res: ServerResponse, status: number, body: object): void {
  // The answer to a query token must become private all the same (BRR-11).
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=60' }
  res.writeHead(status, headers).end(JSON.stringify(body))
}
