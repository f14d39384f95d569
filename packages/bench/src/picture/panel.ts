/** One question of the picture: bars that begin at the same line. */
export interface Panel {
  readonly title: string
  readonly bars: readonly Bar[]
}

/** A figure, as long as it is large. */
export interface Bar {
  readonly name: string
  readonly value: number
  /** As it stands beside the bar. */
  readonly text: string
  readonly isOurs: boolean
}
