/** An API that access is given to, and how the page puts that in words. */
export interface ApprovalResource {
  /** What owners see, such as `Your orders`. */
  readonly name: string
  /** Every scope of it, with what it lets a client do, such as `Read your orders`. */
  readonly scopes: Readonly<Record<string, string>>
  /** Seconds that an access token lives at most, 10 to 600, default 300. The owner may choose less. */
  readonly lifetime?: number
}
