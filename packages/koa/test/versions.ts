import Koa from 'koa'
import Koa2 from 'koa-2'

/** Every version of Koa that we support. */
export const versions: readonly { name: string; Koa: typeof Koa }[] = [
  { name: 'Koa 3', Koa },
  { name: 'Koa 2', Koa: Koa2 as unknown as typeof Koa },
]
