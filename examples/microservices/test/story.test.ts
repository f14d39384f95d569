import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runStory, startMicroservices, type Microservices } from '../src/index.js'

/** Runs the story, and returns what it prints. */
async function tell(services: Microservices): Promise<{ exitCode: number; printed: string }> {
  const log = vi.spyOn(console, 'log').mockReturnValue()
  try {
    const exitCode = await runStory(services)
    return { exitCode, printed: log.mock.calls.join('\n') }
  } finally {
    log.mockRestore()
  }
}

// Checking passwords takes long on purpose, and longer on a busy machine.
const timeout = 60_000

describe('the story of the microservices', { timeout }, () => {
  let services: Microservices
  let printed: string
  let exitCode: number

  beforeAll(async () => {
    services = await startMicroservices()
    ;({ printed, exitCode } = await tell(services))
  }, timeout)

  afterAll(() => services.close())

  it('goes as it has to', () => {
    expect(printed).toMatch(/20 passed, 0 failed$/)
    expect(exitCode).toBe(0)
  })

  it('shows what each hop was shown, and who acts for whom', () => {
    expect(printed).toMatch(
      /issuer → gateway +access +gateway\.\S+ +profile orders:write billing:charge /,
    )
    expect(printed).toMatch(
      /gateway → orders +access +orders\.\S+ +orders:write billing:charge +ada +gateway +no /,
    )
    expect(printed).toMatch(
      /orders → billing +access +billing\.\S+ +billing:charge +ada +orders for gateway +yes /,
    )
    expect(printed).toMatch(/orders → billing +order +billing\.\S+ +- +ada +- +yes /)
  })

  it('shows the reason of each refusal', () => {
    const reasons = ['wrong_audience', 'encrypted_token', 'unencrypted_token', 'token_expired']
    for (const reason of [...reasons, 'untrusted_issuer', 'unknown_key', 'revoked_token']) {
      expect(printed).toMatch(new RegExp(`✓ +${reason}$`, 'm'))
    }
  })

  it('prints no token', () => {
    expect(printed).not.toMatch(/eyJ/)
  })

  it('fails where something is not as it has to be', async () => {
    const other = await startMicroservices()
    // Orders of another run: nothing that it says is what is expected of these.
    const { exitCode: failed, printed: told } = await tell({ ...other, orders: services.orders })
    await other.close()
    expect(told).toMatch(/19 passed, 1 failed$/)
    expect(failed).toBe(1)
  })

  it('frees its ports when it is closed, and fails to start where one is taken', async () => {
    const port = Number(new URL(services.gateway).port)
    await expect(startMicroservices({ gateway: port })).rejects.toThrow('EADDRINUSE')
    const other = await startMicroservices()
    await other.close()
    await expect(fetch(other.gateway)).rejects.toThrow('fetch failed')
  })
})
