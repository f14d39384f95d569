import { contextOf, finishWebAnswer, WebAnswer } from '@countersign/core/adapter'
import { exchangeOf } from './exchange.js'

/**
 * Puts on a response what the answer to an authenticated request has to carry, and has the usage of its
 * token published once it was sent. The same response where it can be.
 */
export function finish(carrier: object, response: Response): Response {
  const exchange = exchangeOf(carrier)
  if (!exchange) return response
  return finishWebAnswer(exchange, response, contextOf(carrier)?.responseHeaders ?? {})
}

/** Says how a request is answered, where the answer itself is not seen. */
export function begin(carrier: object, status: number): void {
  const answer = exchangeOf(carrier)?.answer
  if (answer instanceof WebAnswer) answer.begin(status)
}

/** The same, when nothing more of it will be. */
export function end(carrier: object, status: number): void {
  const answer = exchangeOf(carrier)?.answer
  if (!(answer instanceof WebAnswer)) return
  answer.begin(status)
  answer.end()
}
