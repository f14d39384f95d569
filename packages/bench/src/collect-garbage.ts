/** So that no case pays for what another one left behind. Only `node --expose-gc` has it. */
export function collectYoungGarbage(): void {
  globalThis.gc?.({ type: 'minor', execution: 'sync' })
}
