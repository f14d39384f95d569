import * as core from '@countersign/core'
import { adapterContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { startOn } from './contract-server.js'
import { versions } from './versions.js'

const runner = { describe, it, beforeAll, afterAll }

// What the token alone decides is the same in all versions, and costs as much as all the rest.
for (const { name, Koa, isNewest } of versions) {
  const families = isNewest || process.env['COUNTERSIGN_FULL'] ? 'all' : 'request'
  adapterContract(runner, core, name, startOn(Koa), { families })
}
