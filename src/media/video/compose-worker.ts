import { parentPort, workerData } from 'node:worker_threads'
import sharp from 'sharp'
import { compose } from './compose.ts'
import { type ThreadData, type ThreadWord, wordOf } from './compose-thread.ts'
import { stepBackThread } from '../step-back.ts'

sharp.concurrency(1)
stepBackThread()

const { request, tools } = workerData as ThreadData
const say = (word: ThreadWord) => parentPort!.postMessage(word)
const stop = new AbortController()
parentPort!.once('message', () => stop.abort())

compose(request, tools, { signal: stop.signal, progress: (percent, stage) => say({ type: 'progress', percent, stage }) }).then(
  (composed) => say({ type: 'done', composed }),
  (error: unknown) => say(wordOf(error)),
)
