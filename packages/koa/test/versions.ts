import Koa from 'koa'
import Koa2 from 'koa-2'

interface Version {
  readonly name: string
  readonly Koa: typeof Koa
  readonly isNewest: boolean
}

/** Every version of Koa that we support. */
export const versions: readonly Version[] = [
  { name: 'Koa 3', Koa, isNewest: true },
  { name: 'Koa 2', Koa: Koa2 as unknown as typeof Koa, isNewest: false },
]
