import { createTestPasskey } from '@countersign/testing'
import type { ApprovalServer } from './server.js'

/** Pairs a device for a person, as their phone would: whoever has none cannot be asked. */
export async function pair(server: ApprovalServer, subject: string, from: string): Promise<void> {
  const { issuer } = server
  const passkey = createTestPasskey()
  const code = await server.invite(subject)
  const call = async (path: string, body: object): Promise<{ readonly options: object }> => {
    const response = await fetch(`${issuer}/owner/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: issuer, 'x-from': from },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path} is answered with ${response.status}`)
    return (await response.json()) as { readonly options: object }
  }
  const { options } = await call('pair/start', { code })
  const credential = passkey.create(options, issuer)
  await call('pair/finish', { code, name: 'Phone', credential })
}
