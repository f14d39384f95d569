/** What a server sent cannot be read, or is not what a server may send. The message is a sentence. */
export class Unreadable extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Unreadable'
  }
}
