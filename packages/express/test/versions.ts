import express from 'express'
import express4 from 'express-4'

interface Version {
  readonly name: string
  readonly express: typeof express
  readonly isNewest: boolean
}

/** Every version of Express that we support. To the types of 5 those of 4 are another framework. */
export const versions: readonly Version[] = [
  { name: 'Express 5', express, isNewest: true },
  { name: 'Express 4', express: express4 as unknown as typeof express, isNewest: false },
]
