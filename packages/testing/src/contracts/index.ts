export { adapterContract } from './adapter-contract.js'
export { approvalStateContract } from './approval-state-contract.js'
export { coveredRows } from './covered-rows.js'
export { refreshTokenStoreContract } from './refresh-token-store-contract.js'
export { keyStoreContract } from './key-store-contract.js'
export { nodeTestRunner } from './node-test-runner.js'
export { replayStoreContract } from './replay-store-contract.js'
export { revocationListContract } from './revocation-list-contract.js'

export type { AdapterContractOptions, ContractRunner } from './adapter-contract.js'
export type {
  ApprovalStateContractOptions,
  ApprovalStateUnderTest,
  ApprovalStateWorld,
} from './approval-state-contract.js'
export type {
  ContractApplication,
  ContractRoute,
  ContractServer,
  ContractTls,
  StartContractServer,
} from './application.js'
export type { CoreUnderTest, PolicyUnderTest, VerifierUnderTest } from './core-under-test.js'
export type { KeyStoreWorld } from './key-store-contract.js'
export type { NodeTest } from './node-test-runner.js'
export type {
  FamilyUnderTest,
  RefreshTokenStoreContractOptions,
  RefreshTokenStoreUnderTest,
  RefreshTokenStoreWorld,
  RotationUnderTest,
} from './refresh-token-store-contract.js'
export type {
  ReplayStoreContractOptions,
  ReplayStoreUnderTest,
  ReplayStoreWorld,
} from './replay-store-contract.js'
export type {
  RevocableTokenUnderTest,
  RevocationListContractOptions,
  RevocationListUnderTest,
  RevocationListWorld,
} from './revocation-list-contract.js'
