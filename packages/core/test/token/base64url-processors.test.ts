import { cpus } from 'node:os'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

vi.mock('node:os', { spy: true })

const [sample] = cpus()
const TEXT = 'AAEC_-8'

beforeEach(() => vi.resetModules())
afterEach(() => vi.mocked(cpus).mockReset())

async function decoded(text: string): Promise<Buffer | undefined> {
  const { decodeBase64url } = await import('../../src/token/base64url.js')
  return decodeBase64url(text)
}

describe('a text is decoded alike', () => {
  it.each(['Intel(R) Xeon(R) Processor', 'AMD EPYC', ''])('on %j', async (model) => {
    if (sample) vi.mocked(cpus).mockReturnValue([{ ...sample, model }])
    expect((await decoded(TEXT))?.toString('base64url')).toBe(TEXT)
    expect(await decoded('AA+_')).toBeUndefined()
  })

  it('where nobody tells of any processor', async () => {
    vi.mocked(cpus).mockReturnValue([])
    expect((await decoded(TEXT))?.toString('base64url')).toBe(TEXT)
  })

  it('where nobody may ask for them', async () => {
    vi.mocked(cpus).mockImplementation(() => {
      throw new Error('not allowed')
    })
    expect((await decoded(TEXT))?.toString('base64url')).toBe(TEXT)
  })
})
