import type { VideoStage, VideoStatus } from '../../api/video-contract.ts'

const of = (done: number, total: number) => `${done} of ${total}`

/** What a video project says while it works. Shared: the API renders `progressMessage`, the page the same between two reads. */
export const videoProgressEn = {
  status: {
    CREATED: 'No script yet',
    GENERATING_SCRIPT: 'Writing the script',
    DRAFT: 'The script is ready to be edited and confirmed',
    GENERATING_STORYBOARD: 'Developing the storyboard',
    STORYBOARD_READY: 'The storyboard is ready',
    GENERATING_VIDEO: 'Making the video',
    COMPLETED: 'The video is ready',
    FAILED: 'Failed',
    CANCELLED: 'Cancelled',
  } satisfies Record<VideoStatus, string> as Record<VideoStatus, string>,
  waiting: 'Waiting to start',
  script: (percent: number) => `Writing the script ${percent}%`,
  rewriting: 'Writing a scene anew',
  redoing: 'Developing a picture anew',
  storyboard: (done: number, total: number) => `Developing pictures: ${of(done, total)} ready`,
  video: (done: number, total: number) => `Filming: ${of(done, total)} ready`,
  final: (percent: number) => `Putting the video together ${percent}%`,
  outdated: 'The script was edited since this video was made',
  atProvider: 'At the provider',
  saving: 'Saving the result',
  retrying: 'Waiting to try again',
  cancelRequested: 'Cancelling…',
  outcomeUnknown: 'Checking with the provider; you will not be charged twice',
  stage: { script: 'Script', storyboard: 'Storyboard', video: 'Clips', final: 'Final video' } satisfies Record<VideoStage, string> as Record<VideoStage, string>,
  /** what failed, and why */
  failed: (stage: VideoStage, failed: number, total: number, reason: string) =>
    stage === 'script'
      ? `The script could not be written: ${reason}`
      : stage === 'final'
        ? `The video could not be put together: ${reason}`
        : `${of(failed, total)} ${stage === 'storyboard' ? 'pictures' : 'pieces'} failed: ${reason}`,
  stopped: (missing: number, total: number) => `Cancelled: ${of(missing, total)} missing`,
  piece: {
    none: { picture: 'No picture yet', clip: 'Not filmed yet', voice: 'Not spoken yet', rewrite: '' },
    pending: 'Waiting to start',
    processing: { picture: 'Developing', clip: 'Filming', voice: 'Speaking', rewrite: 'Writing' },
    completed: 'Ready',
    stale: { picture: 'Picture of the text before', clip: 'Clip of the text before', voice: 'Spoken text before', rewrite: '' },
    failed: 'Failed',
    cancelled: 'Cancelled',
    percent: (word: string, percent: number) => `${word} ${percent}%`,
  },
  offer: 'You have a video project that is not finished. Go on with it?',
  text: { scene: (number: number, seconds: number) => `Scene ${number} (${seconds} s)`, narration: 'Narration', shot: 'Shot' },
  untitled: 'Untitled video',
}

export type VideoProgressWords = typeof videoProgressEn
