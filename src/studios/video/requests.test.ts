import { describe, expect, test } from 'vitest'
import { clipSeconds, longestClip } from './requests.ts'

// SPEC: S3.1 L3
describe('how long a clip is asked for', () => {
  test.each([
    ['any length: the scene and half a crossfade, in half seconds', 4.2, {}, 4.5],
    ['no shorter than the model makes', 1, { secondsMin: 3, secondsMax: 60 }, 3],
    ['no longer than the model makes', 30, { secondsMin: 1, secondsMax: 30 }, 30],
    ['of its own lengths the shortest that covers the scene', 4.2, { seconds: [10, 5] }, 5],
    ['else its longest', 12, { seconds: [5, 10] }, 10],
  ])('%s', (_, scene, limits, expected) => {
    expect(clipSeconds(scene, limits)).toBe(expected)
  })

  test('the longest a model makes', () => {
    expect([{}, { seconds: [] }, { secondsMax: 60 }, { seconds: [5, 10], secondsMax: 60 }].map(longestClip)).toEqual([null, null, 60, 10])
  })
})
