import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Verifier } from '@countersign/core'
import { resourceMetadataAnswer } from '@countersign/core/adapter'

type Handler = (
  req: IncomingMessage & { originalUrl?: string },
  res: ServerResponse,
  next: () => void,
) => void

/** Serves the RFC 9728 document below the framework: Express and Fastify hand it Node's objects. */
export function resourceMetadata(verifier: Verifier<unknown>): Handler {
  return (req, res, next) => {
    const { method = '', originalUrl, url = '' } = req
    const answer = resourceMetadataAnswer(verifier, { method, url: originalUrl ?? url })
    if (!answer) {
      next()
      return
    }
    res.writeHead(answer.status, answer.headers).end(answer.body)
  }
}
