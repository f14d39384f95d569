/** A column of moments, in milliseconds since the epoch. */
export function milliseconds(column: string): string {
  return `round(extract(epoch FROM ${column}) * 1000)::float8`
}

/** A parameter in milliseconds since the epoch, as a moment: whole milliseconds, as columns have them. */
export function moment(parameter: string): string {
  return `to_timestamp(${parameter}::float8 / 1000.0)::timestamptz(3)`
}
