import { exchange, isOfType, readBody } from '../keys/exchange.js'
import { failure, type FetchOptions } from '../keys/fetch-document.js'

const MEDIA_TYPE = 'application/statuslist+jwt'

/**
 * Fetches a status list token (draft §8.1); throws an Error that says what went wrong. Sends nothing
 * of the token whose status is asked for, and no credentials. Follows no redirect: `uri` was checked,
 * and where it would lead was not.
 */
export async function fetchListToken(uri: string, options: FetchOptions): Promise<string> {
  const request = { headers: { accept: MEDIA_TYPE }, credentials: 'omit' } as const
  try {
    return await exchange(new URL(uri).href, request, options, async (response, signal) => {
      if (response.status !== 200) throw new Error(`status ${response.status}`)
      if (!isOfType(response, MEDIA_TYPE)) throw new Error(`not ${MEDIA_TYPE}`)
      const bytes = await readBody(response, options.maxBytes, signal)
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
    })
  } catch (error) {
    throw failure(uri, error)
  }
}
