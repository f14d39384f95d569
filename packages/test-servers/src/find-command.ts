import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a command is: in one of these folders, or on the path. */
export function findCommand(name: string, folders: readonly string[]): string {
  const path = (process.env['PATH'] ?? '').split(delimiter)
  const places = [...folders, ...path].map((folder) => join(folder, name))
  return places.find((place) => existsSync(place)) ?? name
}
