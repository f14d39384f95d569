import type { ClaimsSchema } from '../../src/claims-schema.js'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Refused } from '../../src/refused.js'
import { applySchema } from '../../src/token/apply-schema.js'
import { parseJsonObject, type JsonObject } from '../../src/token/strict-json.js'

/** Claims as the pipeline has them: without a prototype, and frozen. */
function sealed(value: object): JsonObject {
  const claims = parseJsonObject(Buffer.from(JSON.stringify(value)))
  if (!claims) throw new Error('no object')
  return claims
}

const known = async (tenant: string): Promise<boolean> => tenant === 'acme'

async function refusalBy(schema: ClaimsSchema, value: object): Promise<Refused> {
  const outcome = await applySchema(schema, sealed(value)).catch((error: unknown) => error)
  if (outcome instanceof Refused) return outcome
  throw new Error('the schema refused nothing', { cause: outcome })
}

const address = { country: 'NL' }

describe.each([
  [
    'zod',
    z.object({
      tenant: z.string(),
      address: z.object({ country: z.string() }),
      labels: z.record(z.string(), z.array(z.string())),
    }),
    z.looseObject({ tenant: z.string() }),
  ],
  [
    'valibot',
    v.object({
      tenant: v.string(),
      address: v.object({ country: v.string() }),
      labels: v.record(v.string(), v.array(v.string())),
    }),
    v.looseObject({ tenant: v.string() }),
  ],
] as const)('a schema of %s', (_, strict, loose) => {
  const claims = { tenant: 'acme', address, labels: { a: ['x'] }, extra: 1 }

  it('reads claims without a prototype, and returns what it made of them', async () => {
    const made = await applySchema(strict, sealed(claims))
    expect(made).toEqual({ tenant: 'acme', address, labels: { a: ['x'] } })
    expect(await applySchema(loose, sealed(claims))).toEqual(claims)
  })

  it('has its output frozen and without a prototype, all the way down', async () => {
    const made = (await applySchema(strict, sealed(claims))) as typeof claims
    for (const part of [made, made.address, made.labels]) {
      expect(Object.isFrozen(part)).toBe(true)
      expect(Object.getPrototypeOf(part)).toBeNull()
    }
    expect(Object.isFrozen(made.labels.a)).toBe(true)
  })

  it('refuses with the places of the issues, and not with what stood there', async () => {
    const wrong = { tenant: 5, address: { country: ['top', 'secret'] }, labels: {} }
    const refused = await refusalBy(strict, wrong)
    expect(refused.reason).toBe('claims_schema')
    expect(refused.message).toBe('tenant, address.country')
  })
})

describe('applySchema', () => {
  it('waits for an asynchronous schema', async () => {
    const schemas = [
      z.object({ tenant: z.string().refine(known) }),
      v.objectAsync({ tenant: v.pipeAsync(v.string(), v.checkAsync(known)) }),
    ]
    for (const schema of schemas) {
      await expect(applySchema(schema, sealed({ tenant: 'acme' }))).resolves.toEqual({
        tenant: 'acme',
      })
      expect((await refusalBy(schema, { tenant: 'other' })).reason).toBe('claims_schema')
    }
  })

  it('returns what the schema transforms claims into', async () => {
    const schema = z.object({ born: z.iso.date().transform((text) => new Date(text)) })
    const made = (await applySchema(schema, sealed({ born: '2001-02-03' }))) as { born: Date }
    expect(made.born).toBeInstanceOf(Date)
    expect(made.born.getUTCFullYear()).toBe(2001)
  })

  it('takes an output that is no object', async () => {
    const schema = z.object({ tenant: z.string() }).transform(({ tenant }) => tenant)
    expect(await applySchema(schema, sealed({ tenant: 'acme' }))).toBe('acme')
  })

  it('takes an output that is not finite, as the limit that is none', async () => {
    const schema = z.object({
      limit: z
        .number()
        .optional()
        .transform(() => Infinity),
    })
    expect(await applySchema(schema, sealed({}))).toEqual({ limit: Infinity })
  })

  it('keeps a claim named __proto__ from becoming one', async () => {
    const made = JSON.parse('{"__proto__":{"admin":true}}') as object
    const schema = {
      '~standard': { version: 1, vendor: 'test', validate: () => ({ value: made }) },
    } as const satisfies ClaimsSchema
    const claims = (await applySchema(schema, {})) as { admin?: unknown }
    expect(claims.admin).toBeUndefined()
    expect(Object.keys(claims)).toEqual(['__proto__'])
  })

  it.each([
    ['throws', () => expect.unreachable('the schema is broken')],
    ['rejects', async () => expect.unreachable('the schema is broken')],
  ])('passes on what a schema %s: the application is at fault, not the token', async (_, run) => {
    const broken = {
      '~standard': { version: 1, vendor: 'test', validate: run },
    } as const satisfies ClaimsSchema
    await expect(applySchema(broken, sealed({}))).rejects.toThrow('the schema is broken')
    await expect(applySchema(broken, sealed({}))).rejects.not.toBeInstanceOf(Refused)
  })

  it('names the places of issues that have objects for path segments, or none', async () => {
    const issues = [
      { message: 'a', path: [{ key: 'a' }, 0, { key: 'b' }] },
      { message: 'b' },
      { message: 'c', path: [Symbol('c')] },
    ]
    const schema = {
      '~standard': { version: 1, vendor: 'test', validate: () => ({ issues }) },
    } as const satisfies ClaimsSchema
    expect((await refusalBy(schema, {})).message).toBe('a.0.b, , Symbol(c)')
  })
})
