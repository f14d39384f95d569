import { type Application, mountOf } from './mounts.js'

/** Where in an application a request is. */
export interface Place {
  readonly app: Application | undefined
  /** The one that matched last. */
  readonly route: Route | undefined
  readonly baseUrl: string
}

interface Route {
  readonly path: string | RegExp | readonly (string | RegExp)[]
}

/** What Express says of it on the request; others that call our middleware need not. */
type Located = Partial<Place>

/** Where a request is now: a router, and an error that leaves it, take this off the request. */
export function placeOf({ app, route, baseUrl = '' }: Located): Place {
  return { app, route, baseUrl }
}

/** Mount path and template of the matched route; `undefined` where none matched. */
export function routeTemplate({ app, route, baseUrl }: Place): string | undefined {
  return route && mountOf(app, route, baseUrl) + String(route.path)
}
