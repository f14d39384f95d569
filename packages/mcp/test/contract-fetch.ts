import type { Policy, Verifier } from '@countersign/core'
import type { ContractRoute, StartContractServer } from '@countersign/testing/contracts'
import { allOf } from '@countersign/core'
import { resourceMetadataAnswer } from '@countersign/core/adapter'
import { getRequestListener } from '@hono/node-server'
import { authOf, type McpConnection, mcpFetch } from '../src/index.js'
import { listen } from './listen.js'

type Handle = ReturnType<typeof mcpFetch>

interface Route {
  readonly method: string
  readonly pattern: RegExp
  readonly handle: Handle
}

/** The application of the adapter contract behind `mcpFetch`, on the bridge that the SDK uses on Node. */
export const startFetch: StartContractServer<Verifier, Policy> = (contract) => {
  const { verifier, mountPath = '', tls } = contract
  const routes = contract.routes.map((route) => routeOf(verifier, route, mountPath))
  const open = { method: 'GET', pattern: pattern(`${mountPath}/open`), handle: isOpen }

  const handle: Handle = async (request, connection) => {
    const { method, url } = request
    const document = resourceMetadataAnswer(verifier, { method, url })
    if (document) {
      const { body, ...init } = document
      return new Response(body === '' ? null : body, init)
    }
    const { pathname } = new URL(url)
    const name = method === 'HEAD' ? 'GET' : method
    const route = [open, ...routes].find((one) => one.method === name && one.pattern.test(pathname))
    return route ? route.handle(request, connection) : new Response(null, { status: 404 })
  }
  const answer = withCors(handle)
  return listen(
    getRequestListener(
      async (request, server) => {
        const parsedBody = await formOf(request)
        const told = contract.trustProxy ? forwarded(request) : {}
        return answer(request, { ...told, server, parsedBody })
      },
      { overrideGlobalObjects: false },
    ),
    tls,
  )
}

/** What an application makes of a form, if it takes any. */
async function formOf(request: Request): Promise<object | undefined> {
  const type = request.headers.get('content-type')?.toLowerCase()
  if (!type?.startsWith('application/x-www-form-urlencoded')) return undefined
  const form = new URLSearchParams(await request.text())
  const values = (name: string): string | string[] | undefined => {
    const [first, ...more] = form.getAll(name)
    return first !== undefined && more.length > 0 ? [first, ...more] : first
  }
  return Object.fromEntries([...form.keys()].map((name) => [name, values(name)]))
}

/** What an application behind a proxy may believe: the headers that this proxy overwrites. */
function forwarded({ url, headers }: Request): McpConnection {
  const [scheme = 'http', host = new URL(url).host, client] = ['proto', 'host', 'for'].map((name) =>
    headers.get(`x-forwarded-${name}`)?.split(',', 1)[0]?.trim(),
  )
  return { secure: scheme === 'https', origin: `${scheme}://${host}`, remoteAddress: client }
}

async function isOpen(): Promise<Response> {
  return Response.json({ open: true })
}

function routeOf(
  verifier: Verifier,
  { method, path, policies, optional = false }: ContractRoute<Policy>,
  mountPath: string,
): Route {
  const [first, ...more] = policies
  const handle = mcpFetch(
    verifier,
    (_request, { authInfo }) => {
      const auth = authOf(verifier, authInfo, { optional: true })
      const body = auth ? { ...auth, scopes: [...auth.scopes] } : { anonymous: true }
      // The answer to a query token must become private all the same (BRR-11).
      return Response.json(body, { headers: { 'Cache-Control': 'public, max-age=60' } })
    },
    { optional, ...(first && { policy: allOf(first, ...more) }) },
  )
  return { method: method.toUpperCase(), pattern: pattern(mountPath + path), handle }
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`)
}

/** It exposes nothing: that is for the adapter to see to. */
function withCors(handle: Handle): Handle {
  const headers = { 'Access-Control-Allow-Headers': 'authorization, dpop, content-type' }
  return async (request, connection) => {
    const isPreflight = request.headers.has('access-control-request-method')
    const response = isPreflight
      ? new Response(null, { status: 204, headers })
      : await handle(request, connection)
    response.headers.set('Access-Control-Allow-Origin', '*')
    return response
  }
}
