/** For the tests: a worker whose thread dies on the prompt "crash", and answers everything else. */
import type { Task } from './pool.ts'
import type { Rendered } from './progress.ts'

export default function work(task: Task): Rendered[] {
  task.port.postMessage({ started: true })
  if (task.kind === 'picture' && task.request.prompt === 'crash') process.exit(3)
  task.port.close()
  return [{ bytes: new Uint8Array([1, 2, 3]), mime: 'image/png', role: 'image' }]
}
