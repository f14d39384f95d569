import { type Layer, mountTemplates, templatesIn, UNKNOWN } from './mount-templates.js'
import { beginsLike, patternOf } from './path-pattern.js'

/** An application of Express 4 or 5, as far as it is looked at. */
export interface Application {
  /** Express 4. */
  readonly _router?: unknown
  /** Express 5. */
  readonly router?: unknown
  readonly parent?: Application | undefined
  readonly mountpath?: unknown
}

interface Router {
  readonly stack: readonly Layer[]
}

/** The templates that a route is mounted at, and what each is like. */
type Mounts = ReadonlyMap<string, RegExp>

/** Where the routes of an application are mounted: what the application has written, never a path. */
interface Survey {
  readonly mounts: ReadonlyMap<object, Mounts>
  /** As `performance.now()` tells it. */
  readonly madeAt: number
}

/** Milliseconds until a survey that does not know a route is made again: routers may be added any time. */
const SURVEY_PAUSE = 1_000

/** How much is looked at: an application may have been mounted in itself. */
const MOST_LAYERS = 20_000
const DEEPEST = 12

const surveys = new WeakMap<object, Survey>()

/**
 * The template of all that a route was mounted at. `baseUrl`, which holds what the client has sent for
 * parameters, only says which one it is where there are several. `/*`: it cannot be known.
 */
export function mountOf(app: Application | undefined, route: object, baseUrl: string): string {
  const router = app && routerOf(app)
  if (!app || !router) return unknownAt(baseUrl)
  const known = surveys.get(router) ?? survey(app, router)
  const found = choose(known.mounts.get(route), baseUrl)
  if (found !== undefined) return found
  if (performance.now() - known.madeAt < SURVEY_PAUSE) return unknownAt(baseUrl)
  return choose(survey(app, router).mounts.get(route), baseUrl) ?? unknownAt(baseUrl)
}

function unknownAt(baseUrl: string): string {
  return baseUrl === '' ? '' : UNKNOWN
}

function choose(mounts: Mounts | undefined, baseUrl: string): string | undefined {
  if (!mounts) return undefined
  // What is the same as a text of the application's may be told, whoever has sent it.
  if (mounts.has(baseUrl)) return baseUrl
  for (const [mount, pattern] of mounts) if (pattern.test(baseUrl)) return mount
  // An error that leaves routers takes their mounts off the request.
  const longer = [...mounts.keys()].filter((mount) => beginsLike(mount, baseUrl))
  return longer.length > 1 ? UNKNOWN : longer[0]
}

function survey(app: Application, router: Router): Survey {
  const mounts = new Map<object, Map<string, RegExp>>()
  let left = MOST_LAYERS

  function visit({ stack }: Router, mount: string, depth: number): void {
    for (const layer of stack) {
      if (left-- <= 0) return
      if (layer.route) {
        const all = mounts.get(layer.route) ?? new Map<string, RegExp>()
        mounts.set(layer.route, all.set(mount, all.get(mount) ?? patternOf(mount)))
      }
      const child = depth < DEEPEST ? routerOf(layer.handle) : undefined
      if (child) for (const at of mountTemplates(layer)) visit(child, mount + at, depth + 1)
    }
  }

  for (const mount of mountsOf(app)) visit(router, mount, 0)
  const made = { mounts, madeAt: performance.now() }
  surveys.set(router, made)
  return made
}

/** Where an application is mounted itself. */
function mountsOf({ parent, mountpath }: Application, depth = 0): readonly string[] {
  if (!parent || depth >= DEEPEST) return ['']
  const own = templatesIn(mountpath)
  return mountsOf(parent, depth + 1).flatMap((outer) => own.map((inner) => outer + inner))
}

/** The router that something is, or has; `undefined`: it is no more than a handler. */
function routerOf(value: unknown): Router | undefined {
  if (isRouter(value)) return value
  const { _router: four } = Object(value) as Application
  return isRouter(four) ? four : routerOfFive(Object(value) as Application)
}

function routerOfFive(app: Application): Router | undefined {
  try {
    const { router } = app
    return isRouter(router) ? router : undefined
  } catch {
    // Express 4 throws at this name.
    return undefined
  }
}

function isRouter(value: unknown): value is Router {
  return typeof value === 'function' && Array.isArray((value as Partial<Router>).stack)
}
