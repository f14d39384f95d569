import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const PAGE = new URL('../../page/', import.meta.url)
const index = readFileSync(new URL('index.html', PAGE), 'utf8')
const files = readdirSync(PAGE)

function named(pattern: RegExp): readonly string[] {
  return [...index.matchAll(pattern)].map(([, name = '']) => name).toSorted()
}

it('names every module and style sheet in the page, so that they are fetched at once', () => {
  const modules = files.filter(
    (name) => name.endsWith('.js') && !['app.js', 'sw.js'].includes(name),
  )
  expect(named(/rel="modulepreload" href="assets\/([^"]+)"/g)).toEqual(modules.toSorted())
  const styles = files.filter((name) => name.endsWith('.css'))
  expect(named(/rel="stylesheet" href="assets\/([^"]+)"/g)).toEqual(styles.toSorted())
})

it('has every icon that the manifest, the page and the worker name', () => {
  const manifest = JSON.parse(readFileSync(new URL('manifest.webmanifest', PAGE), 'utf8'))
  const worker = readFileSync(new URL('sw.js', PAGE), 'utf8')
  const icons = [
    ...manifest.icons.map(({ src }: { src: string }) => src),
    ...[...(index + worker).matchAll(/['"](assets\/[\w-]+\.(?:png|svg))['"]/g)].map(
      ([, src]) => src,
    ),
  ]
  expect(icons.length).toBeGreaterThan(6)
  for (const icon of icons) expect(files).toContain(icon.replace('assets/', ''))
})

it('asks nobody else, and has no markup that scripts would parse', () => {
  for (const name of files.filter((file) => /\.(?:js|css|html|webmanifest)$/.test(file))) {
    const text = readFileSync(new URL(name, PAGE), 'utf8')
    expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|DOMParser|\beval\(/)
    expect(text.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//)
    expect(text).not.toMatch(/<[^>]* (?:style|on\w+)=/)
  }
})
