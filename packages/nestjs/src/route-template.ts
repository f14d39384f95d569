import type { HttpRequest } from './http.js'

/** Template of the matched route, the global prefix included; `undefined` where none matched. */
export function routeTemplate({ route, routeOptions }: HttpRequest): string | undefined {
  const template = routeOptions?.url ?? route?.path
  return template === undefined ? undefined : String(template)
}
