import { expect, test } from 'vitest'
import type { VideoPiece, VideoProject, VideoScene } from '../../../api/video-contract.ts'
import { videoProgress } from '../../../messages/studios/video-progress.ts'
import { patchProgress } from './patch.ts'

const words = videoProgress.en
const piece = (jobId: string | null, status: VideoPiece['status'], progress = 0) => ({ jobId, status, progress, message: '' }) as VideoPiece
const project = (over: Partial<VideoProject>) =>
  ({
    status: 'GENERATING_VIDEO', stage: 'video', progress: 0, progressMessage: 'Filming', outcomeUnknown: false, cancelRequested: false, steps: [],
    scenes: [
      { picture: piece('p1', 'completed', 100), clip: piece('c1', 'processing'), voice: null, rewrite: null },
      { picture: piece('p2', 'completed', 100), clip: piece('c2', 'pending'), voice: null, rewrite: null },
    ] as VideoScene[],
    ...over,
  }) as VideoProject

// SPEC: E9 E15
test('a clip moves its own bar and its share of the whole', () => {
  const now = patchProgress(project({}), 'c1', 50, words)
  expect([now.scenes[0]?.clip.progress, now.scenes[1]?.clip.progress, now.progress]).toEqual([50, 0, 20])
  expect(patchProgress(now, 'c1', 30, words).scenes[0]?.clip.progress).toBe(50)
})

test('the parent of the clips tells how far it is whenever one of them ends: that is not the final', () => {
  const before = project({ progress: 40 })
  expect(patchProgress(before, 'parent', 50, words)).toBe(before)
  const final = patchProgress(project({ stage: 'final', progress: 80 }), 'final', 50, words)
  expect([final.progress, final.progressMessage]).toEqual([90, words.final(50)])
})
