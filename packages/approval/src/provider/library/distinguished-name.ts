/** One attribute of a name, such as `CN` and `app`. */
type Attribute = readonly [type: string, value: string]

/**
 * Whether a certificate has the subject that was registered, written as RFC 4514 has it: the most special part
 * first, with `,` between parts. `subject` is that of `X509Certificate`: a line for each part, the most
 * general first.
 *
 * Types are compared without regard to case, values exactly. A part with two attributes, and what cannot be
 * read, is no match.
 */
export function isSubject(registered: string, subject: string | undefined): boolean {
  const expected = written(registered)
  const actual = subject === undefined ? undefined : shown(subject)
  return (
    expected !== undefined &&
    actual?.length === expected.length &&
    expected.toReversed().every(([type, value], index) => {
      const [actualType, actualValue] = actual[index] ?? []
      return type === actualType && value === actualValue
    })
  )
}

// Sticky, so that each part starts where the one before has ended.
const PART =
  / *([A-Za-z][A-Za-z\d-]*|\d+(?:\.\d+)*)=((?:[^\\",;+<>#]|\\[\\ "#+,;<=>]|(?<!=)#)*)(?:,|$)/y

function written(text: string): readonly Attribute[] | undefined {
  const attributes: Attribute[] = []
  PART.lastIndex = 0
  while (PART.lastIndex < text.length) {
    const [, type, value] = PART.exec(text) ?? []
    if (type === undefined || value === undefined || value === '') return undefined
    attributes.push([type.toUpperCase(), unescaped(value)])
  }
  return attributes.length === 0 || text.endsWith(',') ? undefined : attributes
}

const LINE = /^([A-Za-z][A-Za-z\d-]*|\d+(?:\.\d+)*)=((?:[^\\+]|\\[\\ "#+,;<=>])+)$/

/** A line for each part: Node escapes what could be taken for another line or attribute. */
function shown(subject: string): readonly Attribute[] | undefined {
  const attributes = subject.split('\n').flatMap((line): readonly Attribute[] => {
    const [, type, value] = LINE.exec(line) ?? []
    if (type === undefined || value === undefined) return []
    return [[type.toUpperCase(), unescaped(value)]]
  })
  return attributes.length === subject.split('\n').length ? attributes : undefined
}

const unescaped = (value: string): string => value.replaceAll(/\\(.)/g, '$1')
