/** Against being asked until one says yes. Counts are shared by all instances. */
export interface LimitOptions {
  /** Requests of one client in a minute, to whomever, whatever comes of them. Default 60, from 1 to 100 000. */
  readonly perClient?: number
  /** Requests of one client to one person in ten minutes. Default 5, from 1 to 1 000. */
  readonly perClientAndPerson?: number
  /** Requests to one person in ten minutes, of whichever client. Default 10, from 1 to 1 000. */
  readonly perPerson?: number
  /** Hints of one client that name nobody, in ten minutes. Default 30, from 1 to 100 000. */
  readonly unknownPeople?: number
  /** Seconds in which a client that was told no may not ask the same person. Default 300, from 0 to 86 400. */
  readonly coolDown?: number
}
