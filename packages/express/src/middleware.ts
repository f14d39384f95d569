import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NextFunction, Request, Response } from 'express'

/**
 * Middleware for any route. Its type says nothing about route parameters, so that Express goes on
 * inferring them, for the handlers beside it, from the path.
 */
export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** Gives a handler that type; what calls it is Express, with its own request and response. */
export function middleware<Params = Request['params']>(
  handler: (req: Request<Params>, res: Response, next: NextFunction) => unknown,
): Middleware {
  return handler as Middleware
}
