import type { Policy, Verifier } from '@countersign/core'
import type { ContractRoute, StartContractServer } from '@countersign/testing/contracts'
import { allOf } from '@countersign/core'
import { authOf, type FetchOptions, resourceMetadata, withAuth } from '../src/index.js'
import { type Beside, bridge, type WebHandler } from './bridge.js'
import { forwarded } from './forwarded.js'
import { listen } from './listen.js'

const formLimit = 16 * 1024 * 1024

interface Route {
  readonly method: string
  readonly pattern: RegExp
  readonly handle: WebHandler
}

/** Starts the application of the adapter contract as one handler, without any framework. */
export const startHandler: StartContractServer<Verifier, Policy> = async (contract) => {
  const { verifier, mountPath = '', trustProxy = false, tls } = contract
  const metadata = resourceMetadata(verifier)
  const options: FetchOptions = {
    formLimit,
    ...(trustProxy && { connection: forwarded }),
  }
  const routes = contract.routes.map((route) => routeOf(verifier, route, mountPath, options))
  const open = { method: 'GET', pattern: pattern(`${mountPath}/open`), handle: isOpen }

  const handle: WebHandler = async (request, beside) => {
    const found = metadata(request)
    if (found) return found
    const { pathname } = new URL(request.url)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const route = [open, ...routes].find(
      (one) => one.method === method && one.pattern.test(pathname),
    )
    return route ? route.handle(request, beside) : new Response(null, { status: 404 })
  }
  return listen(bridge(withCors(handle)), tls)
}

async function isOpen(): Promise<Response> {
  return Response.json({ open: true })
}

function routeOf(
  verifier: Verifier,
  { method, path, policies, optional = false }: ContractRoute<Policy>,
  mountPath: string,
  options: FetchOptions,
): Route {
  const [first, ...more] = policies
  const handle = withAuth(
    verifier,
    (request: Request, _beside: Beside) => {
      const auth = authOf(verifier, request, { optional: true })
      const body = auth ? { ...auth, scopes: [...auth.scopes] } : { anonymous: true }
      // The answer to a query token must become private all the same (BRR-11).
      return Response.json(body, { headers: { 'Cache-Control': 'public, max-age=60' } })
    },
    { ...options, optional, ...(first && { policy: allOf(first, ...more) }) },
  )
  return { method: method.toUpperCase(), pattern: pattern(mountPath + path), handle }
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`)
}

/** It exposes nothing: that is for the adapter to see to. */
function withCors(handle: WebHandler): WebHandler {
  const headers = { 'Access-Control-Allow-Headers': 'authorization, dpop, content-type' }
  return async (request, beside) => {
    const isPreflight = request.headers.has('access-control-request-method')
    const response = isPreflight
      ? new Response(null, { status: 204, headers })
      : await handle(request, beside)
    response.headers.set('Access-Control-Allow-Origin', '*')
    return response
  }
}
