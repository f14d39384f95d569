import { capture } from '../run.mjs'

/** Whatever else the machine does makes an import slower, and nothing makes it faster: the shortest is the truest. */
const ROUNDS = 7
const TRIES = 4

/**
 * How much longer an import takes than that of jose, each in a new process of this Node, in turns: the ratio of the
 * shortest times. Measures again while the ratio is above `limit`: a busy machine has quiet moments.
 */
export async function importRatio(name, folder, node, limit = Number.POSITIVE_INFINITY) {
  const best = { [name]: Number.POSITIVE_INFINITY, jose: Number.POSITIVE_INFINITY }
  const ratio = () => best[name] / best.jose
  for (let tried = 0; tried < TRIES && !(tried > 0 && ratio() <= limit); tried++) {
    for (let round = 0; round < ROUNDS; round++) {
      for (const each of ['jose', name]) {
        best[each] = Math.min(best[each], await importTime(each, folder, node))
      }
    }
  }
  return ratio()
}

/** Milliseconds that an import takes in a new process. */
async function importTime(name, folder, node) {
  const program = `
    const from = performance.now()
    await import(${JSON.stringify(name)})
    console.log(performance.now() - from)
  `
  const { ok, stdout, stderr } = await capture(folder, [
    node,
    '--input-type=module',
    '--eval',
    program,
  ])
  if (!ok) throw new Error(stderr)
  return Number(stdout)
}
