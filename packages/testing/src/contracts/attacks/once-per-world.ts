import type { World } from '../world.js'

/** Makes something costly when it is first asked for, and keeps it as long as the world. */
export function oncePerWorld<T>(make: (world: World) => Promise<T>): (world: World) => Promise<T> {
  const made = new WeakMap<World, Promise<T>>()
  return (world) => {
    const known = made.get(world)
    if (known) return known
    const making = make(world)
    made.set(world, making)
    return making
  }
}
