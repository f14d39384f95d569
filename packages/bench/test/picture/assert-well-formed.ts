import { expect } from 'vitest'

/** As far as such a picture has need of XML: elements that end, attributes in quotes, and text. */
export function assertWellFormed(xml: string): void {
  const open: string[] = []
  const rest = xml.replaceAll(
    /<(\/?)([a-z]+)((?:\s+[a-zA-Z:-]+="[^"<&]*")*)\s*(\/?)>/g,
    (_, end: string, name: string, _attributes, empty: string) => {
      if (end) expect(open.pop()).toBe(name)
      else if (!empty) open.push(name)
      return ''
    },
  )
  expect(open).toEqual([])
  expect(rest).not.toContain('<')
  expect(rest).not.toMatch(/&(?!(?:amp|lt|gt);)/)
}
