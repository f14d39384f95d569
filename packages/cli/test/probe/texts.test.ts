import { describe, expect, it } from 'vitest'
import { allAttacks } from '../../src/probe/attacks/all-attacks.js'
import { FAMILY_TEXTS, TEXTS } from '../../src/probe/findings/texts.js'

describe('the attacks', () => {
  it('have names of their own', () => {
    const ids = allAttacks.map(({ id }) => id)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    expect(ids.filter((id) => !/^[a-z\d]+(?:-[a-z\d]+)*$/.test(id))).toEqual([])
  })

  it('each have something to say, should it be accepted', () => {
    const silent = allAttacks.filter(({ id, family }) => !TEXTS[id] && !FAMILY_TEXTS[family])
    // It is never accepted: only that it is answered counts.
    expect(silent.map(({ id }) => id)).toEqual(['large-header'])
  })
})
