/** Throws where what a test kit does would let anybody in. */
export function refuseProduction(name: string): void {
  if (process.env['NODE_ENV']?.trim().toLowerCase() !== 'production') return
  throw new Error(`${name} is for tests: it refuses to work where NODE_ENV is "production"`)
}
