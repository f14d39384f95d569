import { existsSync, readdirSync } from 'node:fs'
import { root, run } from './scripts/run.mjs'

/** Builds what has changed, as tests run on what is built of other rooms. Where nothing has, that takes a second. */
export function buildRooms(): void {
  const rooms = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(`${root}${folder}`)
      .map((name) => `${folder}/${name}`)
      .filter((room) => existsSync(`${root}${room}/tsconfig.json`)),
  )
  if (run('tsc', '-b', ...rooms) !== 0) throw new Error('What tests run on does not compile')
}
