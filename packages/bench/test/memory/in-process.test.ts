import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { inProcess } from '../../src/memory/in-process.js'

it('fails with a process that ends without an answer', async () => {
  const program = fileURLToPath(import.meta.resolve('lru-cache'))
  await expect(inProcess(program, {})).rejects.toThrow('ended with 0, and no answer')
})
