import { families } from './families.js'

/** Ids of the conformance rows and attack tokens that some case holds, without repeats. */
export function coveredRows(): readonly string[] {
  return [...new Set(families.flatMap(({ cases }) => cases.flatMap(({ ids }) => ids)))]
}
