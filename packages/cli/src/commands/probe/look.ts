import type { Style } from '../../terminal/style.js'

/** How a report for a person looks. */
export interface Look {
  readonly style: Style
  readonly columns: number
}
