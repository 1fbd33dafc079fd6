/** One round: every cell of one crash point at once. A worker works until all stand at the point, and dies; another goes on. */
import { fork, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import { writeDirective } from '../simulators/lib/directive.ts'
import { newId } from '../src/engine/ids.ts'
import type { Engine } from '../src/engine/types.ts'
import type { ModelRequest, SourceImage } from '../src/providers/provider.ts'
import type { Storage } from '../src/media/storage.ts'
import type { Cell } from './expected.ts'
import { faults, type CrashPoint, type Fault } from './faults.ts'
import { kindFor } from './kinds.ts'
import { pictureSaying } from './pictures.ts'
import type { Setup } from './settings.ts'
import type { Subject } from './subjects.ts'

export type Stage = { engine: Engine; pool: Pool; storage: Storage; setup: Setup; accountId: string; log(line: string): void; logFile?: string | undefined }
export type Played = { cell: Cell; jobId: string }

const lookEveryMs = 150
/** every request is answered and nothing moves any more: who has not come to the point by then never will */
const stillMs = 5_000
const gatherMs = 90_000
const finishMs = 120_000

type Row = { id: string; status: string; phase: string | null }

export async function playRound(stage: Stage, subjects: readonly Subject[], point: CrashPoint, cells: readonly Cell[]): Promise<Played[]> {
  const { pool } = stage
  const held = new Set<string>()
  const doomed = await startWorker(stage, point === 'none' ? null : point, (jobId) => held.add(jobId))
  const played = await Promise.all(cells.map((cell) => submit(stage, subjects.find(({ id }) => id === cell.provider)!, cell)))
  const stuck = played.filter(({ cell }) => faultOf(cell).directive.run === 'stuck').map(({ jobId }) => jobId)
  const neverAnswered = new Set(played.filter(({ cell, jobId }) => stuck.includes(jobId) && subjects.find(({ id }) => id === cell.provider)?.sync).map(({ jobId }) => jobId))
  const toCancel = new Map(played.filter(({ cell }) => faultOf(cell).cancel).map(({ jobId }) => [jobId, false]))

  async function look(): Promise<Row[]> {
    const { rows } = await pool.query<Row>('select id, status, phase from job where id = any ($1)', [played.map(({ jobId }) => jobId)])
    for (const { id, phase } of rows)
      if (phase === 'submitted' && toCancel.get(id) === false) {
        toCancel.set(id, true)
        await stage.engine.cancel({ accountId: stage.accountId, jobId: id })
      }
    // work that never ends is late at once: as if its time had passed
    await pool.query(`update job set deadline_at = now() where id = any ($1) and phase = 'submitted' and phase_at < now() - interval '3 seconds' and deadline_at > now()`, [stuck])
    // an operator who opens whatever closes: each cell is about one job, and not about what it does to others
    await pool.query(`update lane set paused_reason = null, paused_until = null, probe_until = null, failures = 0, per_node = null, ver = ver + 1 where paused_reason is not null or failures > 0 or per_node is not null`)
    return rows
  }

  if (point !== 'none') {
    const since = performance.now()
    let seen = ''
    let movedAt = since
    for (;;) {
      const rows = await look()
      const now = JSON.stringify([held.size, rows.map((row) => row.phase)])
      if (now !== seen) [seen, movedAt] = [now, performance.now()]
      const open = rows.filter((row) => row.phase !== null && !held.has(row.id))
      // one that dies while its request is out would be another cell: that of a lost answer
      const out = open.some((row) => row.phase !== 'submitted' && row.phase !== 'unknown' && !neverAnswered.has(row.id))
      if (open.length === 0 || (!out && performance.now() - movedAt > stillMs) || performance.now() - since > gatherMs) break
      await delay(lookEveryMs)
    }
    await end(doomed, 'SIGKILL')
    stage.log(`  ${point}: ${held.size} of ${played.length} stood there when the worker died`)
  }
  const heir = point === 'none' ? doomed : await startWorker(stage, null, () => {})
  const deadline = performance.now() + finishMs
  for (;;) {
    const open = (await look()).filter((row) => row.phase !== null)
    if (open.length === 0 || performance.now() > deadline) break
    await delay(lookEveryMs)
  }
  await end(heir, 'SIGKILL')
  return played
}

const faultOf = (cell: Cell): Fault => faults.find(({ name }) => name === cell.fault)!

async function submit({ engine, storage, accountId }: Stage, { medium, model, sync, abilities }: Subject, cell: Cell): Promise<Played> {
  const jobId = newId()
  const { directive, cancel } = faultOf(cell)
  // what cannot be stopped, or perhaps not, is not waited for as long
  const { cancelRule } = abilities.webhooks
  const patience = sync || cancelRule === 'not-cancellable' ? { ms: 2_000 } : cancelRule === 'free-while-queued' ? { ms: 20_000 } : {}
  const words = writeDirective({ tag: jobId, ...directive, ...(cancel && patience) })
  const request = await requestFor(medium, words, storage, jobId)
  const result = await engine.submit({
    accountId,
    subject: { kind: 'conformance', id: newId(), create: {} },
    jobs: [{ id: jobId, kind: kindFor(medium), input: { model, request, cell: `${cell.provider}, ${cell.fault}, ${cell.point}` } }],
  })
  if (result.type !== 'created') throw new Error(`submit of ${cell.provider} was answered ${JSON.stringify(result)}`)
  return { cell, jobId }
}

async function requestFor(medium: Subject['medium'], words: string, storage: Storage, jobId: string): Promise<ModelRequest> {
  const prompt = `a red fox in the snow ${words}`
  switch (medium) {
    case 'image':
      return { kind: 'image', prompt, seed: 7, aspect: '1:1', references: [] }
    case 'video':
      return { kind: 'video', prompt, seed: 7, seconds: 5, aspect: '16:9', mode: 'standard', firstFrame: null, references: [] }
    case 'model3d': {
      const storageKey = `conformance/${jobId}.png`
      const { bytes } = await storage.put(storageKey, await pictureSaying(words))
      const image: SourceImage = { fileId: newId(), storageKey, mime: 'image/png', bytes, width: 256, height: 256 }
      return { kind: 'model3d', image }
    }
    default:
      throw new Error(`no request for ${medium}`)
  }
}

function startWorker({ setup, logFile }: Stage, point: string | null, onHeld: (jobId: string) => void): Promise<ChildProcess> {
  const child = fork(new URL('./worker.ts', import.meta.url), { env: { ...process.env, SAFELIGHT_CONFORMANCE: JSON.stringify({ ...setup, point, logFile }) }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    child.on('message', (message: { ready?: true; held?: string }) => {
      if (message.ready) resolve(child)
      if (message.held !== undefined) onHeld(message.held)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`a worker ended by itself with code ${code}`)))
  })
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.removeAllListeners('exit')
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}
