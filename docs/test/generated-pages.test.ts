import { REFUSALS } from '@countersign/core/reasons'
import { beforeAll, describe, expect, it } from 'vitest'
import { families } from '../../packages/testing/dist/contracts/families.js'
import { publicPackages } from '../src/public-packages.js'
import { builtSite, type BuiltSite } from './built-site.js'

let site: BuiltSite
beforeAll(async () => {
  site = await builtSite()
}, 300_000)

const page = (path: string): string => site.pages.find((one) => one.path === path)?.html ?? ''

describe('pages that come from the code', () => {
  it('tell every reason with its answer, where it is checked and what to do', () => {
    for (const [reason, { status, code }] of Object.entries(REFUSALS)) {
      const answer =
        code === undefined ? `<br>${status}</td>` : `<br>${status} <code>${code}</code>`
      const [, row = ''] = page('reference/errors.html').split(`id="${reason}"`)
      expect([reason, row.slice(0, 200).includes(answer)]).toEqual([reason, true])
      expect(page('reference/checks.html')).toContain(`errors.html#${reason}"`)
    }
  })

  it('tell every family of the contract, and each of its cases', () => {
    const html = page('reference/checks.html')
    for (const { name, cases } of families) {
      expect(html).toContain(`${name}: ${cases.length} cases`)
    }
    const items =
      html
        .match(/<details.*?<\/details>/gs)
        ?.join('')
        .match(/<li>/g) ?? []
    expect(items).toHaveLength(families.flatMap(({ cases }) => cases).length)
  })

  it('have each package, and each of its entry points', () => {
    for (const { folder, name, entries } of publicPackages()) {
      expect([name, page(`packages/${folder}.html`)]).toEqual([name, expect.stringContaining(name)])
      for (const entry of entries) {
        expect(page(`reference/api/${entry.slug}.html`)).toContain(`${entry.name}</`)
      }
    }
  })

  it('tell every option of the verifier with its default', () => {
    const html = page('reference/options.html')
    for (const option of ['issuer', 'clockTolerance?', 'strayProof?', 'jwksKeys?']) {
      expect(html).toContain(`<code>${option}</code>`)
    }
    expect(html).toContain('Default 5, 0 to 600.')
  })

  it('show the threat model', () => {
    expect(page('threat-model.html')).toContain('<h1')
  })
})
