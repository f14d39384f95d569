import type { Effort } from '../benchmark.js'
import type { Row } from '../table.js'
import type { Scene } from './scene.js'

/** One table, and how its rows come about. */
export interface Aspect {
  readonly title: string
  readonly columns: readonly string[]
  /** The rows of one algorithm. */
  rowsOf(scene: Scene, effort: Effort): Promise<readonly Row[]>
}
