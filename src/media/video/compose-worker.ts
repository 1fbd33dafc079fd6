import { parentPort, workerData } from 'node:worker_threads'
import sharp from 'sharp'
import { compose } from './compose.ts'
import type { ThreadData, ThreadWord } from './compose-thread.ts'
import { stepBackThread } from '../step-back.ts'
import { packFailure } from '../thread-failure.ts'

sharp.concurrency(1)
stepBackThread()

const { request, tools } = workerData as ThreadData
const say = (word: ThreadWord) => parentPort!.postMessage(word)
const stop = new AbortController()
parentPort!.once('message', () => stop.abort())

compose(request, tools, { signal: stop.signal, progress: (percent, stage) => say({ percent, stage }) }).then(
  (composed) => say({ composed }),
  (error: unknown) => say(packFailure(error)),
)
