/** May be of any number of segments: whatever follows says no more. */
const OPEN_ENDED = /[*{}()\\]/

/** What all paths of a template are like, up to the case of their letters. */
export function patternOf(template: string): RegExp {
  const segments: string[] = []
  for (const name of template.split('/')) {
    if (OPEN_ENDED.test(name)) return new RegExp(`^${segments.join('/')}/`, 'i')
    segments.push(name.includes(':') ? '[^/]+' : escaped(name))
  }
  return new RegExp(`^${segments.join('/')}$`, 'i')
}

/** Whether a path may be the beginning of one of a template. */
export function beginsLike(template: string, path: string): boolean {
  const [names, segments] = [template.split('/'), path.split('/')]
  return patternOf(names.slice(0, segments.length).join('/')).test(path)
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w/-]/g, String.raw`\$&`)
}
