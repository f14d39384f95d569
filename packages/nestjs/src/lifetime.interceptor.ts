import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common'
import { map, Observable, takeUntil } from 'rxjs'
import { untilExpiry } from './graphql/until-expiry.js'
import { onExpiry } from './expiry.js'
import { transportOf } from './transports/transport-of.js'

type Result = ReturnType<CallHandler['handle']>

/** Ends the events of an `@Sse()` handler, or of a subscription, when the token of its call expires. */
export class LifetimeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Result {
    const found = transportOf(context).found(context)
    if (!found?.auth) return next.handle()
    if (context.getType<string>() === 'graphql') {
      return next.handle().pipe(map((events: unknown) => untilExpiry(found, events)))
    }
    const expiry = new Observable<void>((subscriber) => onExpiry(found, () => subscriber.next()))
    return next.handle().pipe(takeUntil(expiry))
  }
}
