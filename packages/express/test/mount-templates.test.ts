import express4 from 'express-4'
import { describe, expect, it } from 'vitest'
import { mountTemplates, type Layer } from '../src/mount-templates.js'

/** What Express 4 keeps of a mount. */
function compiled(path: unknown): readonly string[] {
  const router = express4.Router()
  router.use(path as string, () => undefined)
  return mountTemplates(router.stack[0] as unknown as Layer)
}

const handle = (): void => undefined

describe('the templates of a mount on Express 4', () => {
  it.each([
    ['/', ['']],
    ['/api', ['/api']],
    ['/api/', ['/api']],
    ['/a.b/c-d_e~f', ['/a.b/c-d_e~f']],
    ['/t/:tenant', ['/t/:tenant']],
    ['/t/:tenant/u/:user/', ['/t/:tenant/u/:user']],
    [
      ['/a/:one', '/b/:two/:three'],
      ['/a/:one', '/b/:two/:three'],
    ],
  ])('are the paths that it was given: %s', (path, templates) => {
    expect(compiled(path)).toEqual(templates)
  })

  it.each([
    ['/t/*'],
    ['*'],
    ['/ab?c'],
    ['/ab+c'],
    ['/t-:tenant'],
    [String.raw`/t/:id(\d+)`],
    ['/t/:id?'],
    ['/(a|b)'],
    [/^\/t\/\w+/],
    [/\/t/],
    [/^\/t\/(?:[a-z])/],
  ])('are not known where it is more than a path: %s', (path) => {
    expect(compiled(path)).toEqual(['/*'])
  })

  it('are known for those of a list that are paths', () => {
    expect(compiled(['/a/:one', '/t/*'])).toEqual(['/a/:one', '/*'])
  })
})

describe('the templates of a mount on Express 5', () => {
  it.each([
    ['/', ['']],
    ['/t/:tenant/', ['/t/:tenant']],
    ['/files/*path', ['/files/*path']],
    [
      ['/a', ['/b/:two', /^\/c/]],
      ['/a', '/b/:two', '/*'],
    ],
    [/^\/t\/\w+/, ['/*']],
  ])('are the paths that it was given: %s', (rawPath, templates) => {
    expect(mountTemplates({ handle, rawPath })).toEqual(templates)
  })

  it('are not known of a router before 2.3, which does not keep them', () => {
    expect(mountTemplates({ handle, slash: true })).toEqual([''])
    expect(mountTemplates({ handle, slash: false })).toEqual(['/*'])
  })
})
