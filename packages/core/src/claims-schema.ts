/**
 * A schema of zod, valibot, arktype or any other library that keeps to Standard Schema 1: whatever
 * can be asked in this way. Written out here, so that nobody installs a package for it.
 */
export interface ClaimsSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    /** For the compiler alone: at run time there need be none. */
    readonly types?: { readonly output: Output } | undefined
  }
}

/** What a schema makes of claims, or where they are at fault. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** One fault, and the way to it from the outermost object. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly PathSegment[] | undefined
}

/** A name or an index, bare or as the `key` of an object. */
export type PathSegment = PropertyKey | { readonly key: PropertyKey }

/** The type of what a schema returns. */
export type SchemaOutput<Schema extends ClaimsSchema> = NonNullable<
  Schema['~standard']['types']
>['output']
