const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A `text` of SVG, with whatever characters. */
export function textElement(
  text: string,
  attributes: Readonly<Record<string, string | number>>,
): string {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`)
  const escaped = text.replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? character)
  return `<text${given.join('')}>${escaped}</text>`
}
