import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publicPackages } from './public-packages.mjs'
import { releaseDryRun } from './release-dry-run.mjs'
import { problemsOf, writeSboms } from './sbom.mjs'
import { check } from './tally.mjs'
import { workflowProblems } from './workflows.mjs'

/** Checks what a release is made of: the workflows, what each package says that it is made of, and a dry run. */
export async function checkRelease() {
  await check('workflows: sound, and what they run is there', () => !told(workflowProblems()))
  await check('sbom: CycloneDX 1.6 for each package, of its dependencies', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-sbom-'))
    try {
      const documents = await writeSboms(folder)
      return !told(
        publicPackages().flatMap(({ manifest }) => {
          const document = documents.get(manifest.name)
          const problems = document ? problemsOf(document, manifest) : ['is not there']
          return problems.map((problem) => `${manifest.name}: ${problem}`)
        }),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
  await releaseDryRun()
}

function told(problems) {
  for (const problem of problems) console.log(problem)
  return problems.length > 0
}
