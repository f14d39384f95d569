import { expect, it } from 'vitest'
import { showVersions, versionsOfPeers } from '../src/versions.js'

it('tells the version of every peer, and of nothing that only builds or tests', () => {
  const versions = versionsOfPeers()
  expect(Object.keys(versions)).toEqual(expect.arrayContaining(['fast-jwt', 'jose']))
  expect(Object.keys(versions).filter((name) => /types|vitest|countersign/.test(name))).toEqual([])
  for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+\.\d+/)
})

it('tells them in one line', () => {
  expect(showVersions({ a: '1.0.0', b: '2.0.0' })).toBe('a 1.0.0, b 2.0.0')
})
