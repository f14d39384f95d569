// Each names the option as the user wrote it, says what is wrong, and what would be right.

/** Refuses unknown names: a misspelt option would leave a check at its default, silently. */
export function assertOptions(option: string, value: unknown, known: readonly string[]): void {
  if (!isRecord(value)) throw new TypeError(`"${option}" must be an object`)
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    throw new TypeError(`"${name}" is not an option of ${option}; those are ${known.join(', ')}`)
  }
}

export function assertText(option: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(`"${option}" must be a non-empty string`)
  }
}

export function assertTexts(option: string, value: unknown): asserts value is readonly string[] {
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string' || one === '')) {
    throw new TypeError(`"${option}" must be a list of non-empty strings`)
  }
}

export function assertAudience(
  value: unknown,
  option = 'audience',
): asserts value is string | readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0 || values.some((one) => typeof one !== 'string' || one === '')) {
    throw new TypeError(`"${option}" must be a non-empty string or a list of them`)
  }
}

/** Whole numbers only: `NaN` and infinities, compared with a time, would switch a check off. */
export function assertWhole(
  option: string,
  value: unknown,
  [min, max]: readonly [min: number, max: number],
  unit = 'seconds',
): asserts value is number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new TypeError(`"${option}" must be whole ${unit} from ${min} to ${max}`)
  }
}

export function assertFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') throw new TypeError(`"${option}" must be a function`)
}

/** An object that has all of these methods. */
export function assertMethods(option: string, value: unknown, methods: readonly string[]): void {
  const object = Object(value) as Readonly<Record<string, unknown>>
  if (methods.every((name) => typeof object[name] === 'function')) return
  throw new TypeError(`"${option}" must have the methods ${methods.join(', ')}`)
}

/** An object that is no list: what JSON calls an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
