import type { TaskStatus } from '../api/contract.ts'

/** What the workspace says while it works. Shared: the API renders `progressMessage`, the page the same between two reads. */
export const progressEn = {
  status: {
    IMAGE_PENDING: 'Waiting',
    IMAGE_GENERATING: 'Developing pictures',
    IMAGE_COMPLETED: 'Choose a picture',
    MODEL_PENDING: 'Preparing the model',
    MODEL_GENERATING: 'Making the model',
    MODEL_COMPLETED: 'Done',
    FAILED: 'Failed',
    CANCELLED: 'Cancelled',
  } satisfies Record<TaskStatus, string> as Record<TaskStatus, string>,
  imageQueued: 'In the queue, waiting to start',
  imageGenerating: (done: number, total: number) => `Developing ${done}/${total} pictures`,
  imageCompleted: (done: number, total: number) =>
    done === total ? 'Choose the picture to turn into a 3D model' : `${done} of ${total} pictures are ready; choose one or retry the rest`,
  modelPreparing: 'Preparing the model...',
  modelWaiting: (percent: number) => `Waiting to start ${percent}%`,
  modelGenerating: (percent: number) => `Generating ${percent}%`,
  modelCompleted: 'The 3D model is ready',
  imagesFailed: 'The pictures could not be made',
  modelFailed: 'The 3D model could not be made',
  cancelled: (done: number) => (done === 0 ? 'Cancelled' : `Cancelled; ${done} ${done === 1 ? 'picture remains' : 'pictures remain'}`),
  cancelRequested: 'Cancelling...',
  outcomeUnknown: 'Checking with the provider; you will not be charged twice',
}

export type ProgressWords = typeof progressEn
