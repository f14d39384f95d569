/** The part of what graphql-js tells about the field of a call that is needed. */
export interface FieldInfo {
  readonly fieldName: string
  readonly parentType: { readonly name: string }
  readonly operation: object
}

/** What the resolver of a field is called with, as far as it is of use here. */
export interface FieldCall {
  /** What all resolvers of one operation share: what the `context` option of the server has made. */
  readonly value: unknown
  /** There is one for each field that is resolved, and no other call has it. */
  readonly info: FieldInfo
}

/**
 * Reads the arguments of a resolver: `(root, args, context, info)`, without `args` for the references of
 * a federation, and with a type at the end where that is asked for. `undefined`: they are none of these.
 * Never looks at what a client may have put there.
 */
export function fieldCall(args: readonly unknown[]): FieldCall | undefined {
  const last = args.length - 1
  const at = [last, last - 1].find((index) => index > 0 && isFieldInfo(args[index]))
  if (at === undefined) return undefined
  return { value: args[at - 1], info: args[at] as FieldInfo }
}

function isFieldInfo(value: unknown): value is FieldInfo {
  if (!isObject(value)) return false
  const { fieldName, parentType, operation } = value
  return typeof fieldName === 'string' && isObject(parentType) && isObject(operation)
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
