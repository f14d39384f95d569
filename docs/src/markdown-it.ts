/** The part of markdown-it that is used here: VitePress has it inside, and offers no types of it. */
export interface MarkdownIt {
  readonly core: {
    readonly ruler: { push(name: string, rule: (state: MarkdownItState) => void): void }
  }
}

interface MarkdownItState {
  readonly tokens: readonly Token[]
  readonly env: unknown
}

export interface MarkdownItEnv {
  readonly relativePath?: string
}

interface Token {
  readonly type: string
  readonly children: readonly Token[] | null
  attrGet(name: string): string | null
  attrSet(name: string, value: string): void
}
