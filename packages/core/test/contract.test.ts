import * as core from '@countersign/core'
import { adapterContract } from '@countersign/testing/contracts'
import * as vitest from 'vitest'
import { startNodeHttpServer } from './support/node-http-server.js'

adapterContract(vitest, core, 'node:http', startNodeHttpServer)
