import express from 'express'
import express4 from 'express-4'

/** Every version of Express that we support. To the types of 5 those of 4 are another framework. */
export const versions: readonly { name: string; express: typeof express }[] = [
  { name: 'Express 5', express },
  { name: 'Express 4', express: express4 as unknown as typeof express },
]
