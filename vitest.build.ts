import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('.', import.meta.url))

/** Builds what has changed, as tests run on what is built of other rooms. Where nothing has, that takes a second. */
export function setup(): void {
  const rooms = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(`${root}${folder}`)
      .map((name) => `${folder}/${name}`)
      .filter((room) => existsSync(`${root}${room}/tsconfig.json`)),
  )
  const { status, error } = spawnSync('node_modules/.bin/tsc', ['-b', ...rooms], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status !== 0) throw new Error('What tests run on does not compile')
}
