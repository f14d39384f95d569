import type { X509Certificate } from 'node:crypto'
import { CommandError } from '../command-error.js'
import { isMembers } from '../inspect/members.js'
import { unverified } from './unverified.js'
import { formOf, headerValue, type PastedRequest, readRequest } from './read-request.js'
import type { Subject } from './subject.js'

/** What beside the input says how the request looked. */
export interface RequestOptions {
  readonly dpop: string | undefined
  readonly method: string | undefined
  readonly url: string | undefined
  readonly certificate: X509Certificate | undefined
}

/** What to verify: the request that was given, or one made up around a token. Throws a CommandError. */
export function makeSubject(input: string, options: RequestOptions): Subject {
  const pasted = readRequest(input)
  const url = options.url === undefined ? undefined : urlOf(options.url)
  return pasted ? ofRequest(pasted, url, options) : ofToken(input.trim(), url, options)
}

function ofRequest(pasted: PastedRequest, url: URL | undefined, options: RequestOptions): Subject {
  const { method, target, rawHeaders } = pasted
  if (options.dpop !== undefined || options.method !== undefined) {
    throw new CommandError('--dpop and --method go with a token, and a whole request was given')
  }
  const authorization = headerValue(rawHeaders, 'authorization')
  const headers = Object.fromEntries(
    rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1]]] : [],
    ),
  )
  return {
    request: {
      method,
      url: target,
      headers,
      rawHeaders,
      body: formOf(pasted),
      secure: url?.protocol !== 'http:',
      remoteAddress: isLoopback(url) ? '127.0.0.1' : undefined,
    },
    token: authorization?.replace(/^\S+ +/, ''),
    proof: headerValue(rawHeaders, 'dpop'),
    certificate: options.certificate,
    isWholeRequest: true,
    isTransportKnown: url !== undefined,
    url: targetUrl(target, url?.origin ?? hostOrigin(headerValue(rawHeaders, 'host'))),
  }
}

/** `Host` is the client's word. Good enough for a proof that the same paste shows. */
function hostOrigin(host: string | undefined): string | undefined {
  return host === undefined ? undefined : `https://${host}`
}

function targetUrl(target: string, origin: string | undefined): URL | undefined {
  const text = `${origin ?? ''}${target.startsWith('/') ? target : '/'}`
  return origin !== undefined && URL.canParse(text) ? new URL(text) : undefined
}

function ofToken(text: string, url: URL | undefined, options: RequestOptions): Subject {
  const { dpop, method = 'GET', certificate } = options
  const token = text.replace(/^(?:bearer|dpop) +/i, '')
  if (token === '') throw new CommandError('No token was given')
  if (/\s/.test(token)) {
    throw new CommandError('What was given is neither one token nor an HTTP request', {
      hint: 'countersign inspect finds tokens in any text.',
    })
  }
  if (dpop !== undefined && url === undefined) {
    throw new CommandError('--dpop needs the URL that the request went to: --url')
  }
  // A bound token goes by DPoP, so that what is missing is said: the proof, and not the scheme.
  const cnf = unverified(token).claims?.['cnf']
  const isDpop = dpop !== undefined || (isMembers(cnf) && 'jkt' in cnf)
  const rawHeaders = ['Authorization', `${isDpop ? 'DPoP' : 'Bearer'} ${token}`]
  if (dpop !== undefined) rawHeaders.push('DPoP', dpop)
  return {
    request: {
      method,
      url: url ? url.pathname + url.search : '/',
      headers: { authorization: rawHeaders[1], ...(dpop !== undefined && { dpop }) },
      rawHeaders,
      secure: url?.protocol !== 'http:',
      remoteAddress: isLoopback(url) ? '127.0.0.1' : undefined,
    },
    token,
    proof: dpop,
    certificate,
    isWholeRequest: false,
    isTransportKnown: url !== undefined,
    url,
  }
}

function urlOf(text: string): URL {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new CommandError('--url has to be a whole http or https URL')
  }
  return new URL(text)
}

/** Whether a URL is of this machine. */
export function isLoopback(url: URL | undefined): boolean {
  return url !== undefined && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
}
