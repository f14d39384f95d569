export { adapterContract } from './adapter-contract.js'
export { coveredRows } from './covered-rows.js'

export type { ContractRunner } from './adapter-contract.js'
export type {
  ContractApplication,
  ContractRoute,
  ContractServer,
  StartContractServer,
} from './application.js'
export type { CoreUnderTest, PolicyUnderTest, VerifierUnderTest } from './core-under-test.js'
