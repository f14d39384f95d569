import type { BaseRequest, ExtendableContext } from 'koa'

/**
 * The address that a request came from: what `ctx.ip` is, or was set to.
 *
 * Koa works that out with the headers of proxies, also where nobody is trusted to write them, and keeps
 * it with the request: together that takes as long as to find a token among all headers.
 */
export function clientAddress({ app, req, request }: ExtendableContext): string | undefined {
  // Whoever has put another one in the place of Koa's, for all requests or for this one, means it.
  const isOwn = Object.hasOwn(app.request, 'ip') || Object.hasOwn(request, 'ip')
  const symbol = app.proxy || isOwn ? undefined : symbolOfIp(app.request)
  if (symbol === undefined) return request.ip
  const { [symbol]: kept } = request as object as Readonly<Record<symbol, unknown>>
  return kept === undefined ? req.socket.remoteAddress : request.ip
}

let known: { readonly of: BaseRequest | undefined; readonly symbol: symbol | undefined } = {
  of: undefined,
  symbol: undefined,
}

/** What the requests of an application keep their `ip` under; `undefined`: it is not Koa's own. */
function symbolOfIp(of: BaseRequest): symbol | undefined {
  // Almost always there is one application.
  if (known.of !== of) known = { of, symbol: learnSymbol(of) }
  return known.symbol
}

function learnSymbol(of: BaseRequest): symbol | undefined {
  const probe = Object.create(of) as { ip: unknown }
  try {
    probe.ip = 'address'
  } catch {
    return undefined
  }
  const [symbol, ...others] = Reflect.ownKeys(probe)
  return typeof symbol === 'symbol' && others.length === 0 ? symbol : undefined
}
