import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { HERE } from '../packages.js'

/**
 * Milliseconds from the start of a new process until it has imported a package, or until it could if
 * there is none.
 */
export async function importTime(name?: string): Promise<number> {
  const load = name === undefined ? '' : `await import(${JSON.stringify(name)});`
  // Its own clock begins where the process does.
  const program = `${load} process.stdout.write(String(performance.now()))`
  const args = ['--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: HERE })
  return Number(stdout)
}
