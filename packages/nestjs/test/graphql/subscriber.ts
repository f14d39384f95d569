import { createClient, type FormattedExecutionResult, type SubscribePayload } from 'graphql-ws'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'

export interface ConnectOptions {
  /** Of the request that the connection begins with. */
  readonly headers?: Readonly<Record<string, string>>
  readonly connectionParams?: Readonly<Record<string, unknown>>
}

/** What a subscription has said so far. */
export interface Subscription {
  readonly events: unknown[]
  readonly errors: readonly { message: string; extensions?: Record<string, unknown> }[]
  isOver: boolean
}

/** Connects a client of graphql-ws, which subscribes as often as it is called, over one connection. */
export function connect(
  url: string,
  { headers = {}, connectionParams = {} }: ConnectOptions = {},
): (query: string) => Subscription {
  class Socket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers })
    }
  }
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: Socket,
    connectionParams,
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => undefined,
  })
  onTestFinished(async () => client.dispose())
  return (query) => follow(client.subscribe.bind(client), { query })
}

type Subscribe = ReturnType<typeof createClient>['subscribe']

function follow(subscribe: Subscribe, payload: SubscribePayload): Subscription {
  const events: unknown[] = []
  const errors: { message: string }[] = []
  const subscription: Subscription = { events, errors, isOver: false }
  subscribe(payload, {
    next(result: FormattedExecutionResult<Record<string, unknown>, unknown>) {
      if (result.data) events.push(result.data)
      errors.push(...(result.errors ?? []))
    },
    error(problem) {
      errors.push(...(Array.isArray(problem) ? problem : [{ message: String(problem) }]))
      subscription.isOver = true
    },
    complete() {
      subscription.isOver = true
    },
  })
  return subscription
}
