import { unescape } from 'node:querystring'
import type { Request } from 'express'

/** Mount path and template of the matched route; `undefined` where none matched. */
export function routeTemplate(req: Request): string | undefined {
  const route: { path: string | RegExp | readonly (string | RegExp)[] } | undefined = req.route
  return route && mountTemplate(req) + String(route.path)
}

// Where a mount path has parameters, `baseUrl` holds what the client sent in their place. Express
// tells their names only to a router that merges parameters, and takes all of this off the request
// when an error leaves the routers.
function mountTemplate({ baseUrl = '', params = {} }: Partial<Request>): string {
  const names = new Map<string, string>()
  for (const [name, value] of Object.entries(params)) {
    for (const segment of [value].flat()) names.set(segment, `:${name}`)
  }
  const template = (segment: string): string => names.get(unescape(segment)) ?? segment
  return baseUrl
    .split('/')
    .map((segment) => segment && template(segment))
    .join('/')
}
