// Changes a key file for as long as it lives, built and not compiled on the way: what a user would run.
// It can be told at which step of the first change it is to be killed.
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

const [path, text, steps] = process.argv.slice(2)
let left = Infinity

/** Lets it be killed before a call, as from outside: nothing is finished, nothing tidied up. */
function breakable(object, name) {
  const method = object[name].bind(object)
  object[name] = async (...args) => {
    // What only reads leaves nothing that the step before it did not.
    if (name !== 'open' || args[1] === 'wx') left -= 1
    // Half of what was to be written is there.
    if (left === 0 && name === 'writeFile') await method(args[0].slice(0, args[0].length / 2))
    if (left === 0) process.kill(process.pid, 'SIGKILL')
    const result = await method(...args)
    if (name === 'open') for (const one of ['writeFile', 'sync']) breakable(result, one)
    return result
  }
}

for (const name of ['open', 'link', 'rename', 'rm']) breakable(fs, name)
syncBuiltinESMExports()

const { fileKeyStore } = await import('@countersign/issuer')
const store = fileKeyStore(path)
const load = async () => (await store.load())?.version
const save = async (version, expected) =>
  store.save({ version, document: JSON.stringify({ version, text }) }, expected)

let version = await load()
if (steps) {
  left = Number(steps)
  await save(version + 1, version)
} else {
  for (;;) {
    const next = (version ?? 0) + 1
    version = (await save(next, version)) ? next : await load()
    process.send(next)
  }
}
