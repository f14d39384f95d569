// What a stack trace says with `--enable-source-maps`: the line of the source, which is in the package.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const program = `
  import { createVerifier } from '@countersign/core'
  try {
    createVerifier({})
  } catch (error) {
    console.log(error.stack)
  }
`
const args = ['--enable-source-maps', '--input-type=module', '--eval', program]
const stack = execFileSync(process.execPath, args, { encoding: 'utf8' })
const sources = [...stack.matchAll(/((?:file:\/\/)?\/[^\s()]*core\/src\/[^\s():]+\.ts):\d+/g)]
const files = sources.map(([, file]) => (file.startsWith('file:') ? fileURLToPath(file) : file))
const right = files.some((file) => file.endsWith('verifier.ts')) && files.every(existsSync)
console.log(`${right ? 'ok' : 'not ok'}  a stack trace leads to sources`)
if (!right) console.log(stack)
console.log(`ok  ${process.version}`)
