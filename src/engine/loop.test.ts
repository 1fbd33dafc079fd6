import pino from 'pino'
import { expect, test } from 'vitest'
import { startLoop } from './loop.ts'

const log = pino({ level: 'silent' })
const forever = 3_600_000

/** A duty whose turns the test ends one by one. */
function duty(everyMs = forever) {
  const turns: { end(again?: boolean): void; fail(error: Error): void }[] = []
  let atOnce = 0
  let started!: () => void
  let next = new Promise<void>((resolve) => (started = resolve))
  const loop = startLoop({
    name: 'test',
    everyMs,
    log,
    run: () =>
      new Promise<boolean | void>((resolve, reject) => {
        expect(++atOnce).toBe(1)
        const over = () => void atOnce--
        turns.push({ end: (again) => (over(), resolve(again)), fail: (error) => (over(), reject(error)) })
        started()
        next = new Promise((ready) => (started = ready))
      }),
  })
  return { loop, turns, started: () => next }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('runs at once, and once more for any number of kicks while it runs', async () => {
  const { loop, turns } = duty()
  for (let i = 0; i < 5; i++) loop.kick()
  turns[0]!.end()
  await turn()
  expect(turns).toHaveLength(2)
  turns[1]!.end()
  await turn()
  expect(turns).toHaveLength(2)
  loop.kick()
  await turn()
  expect(turns).toHaveLength(3)
  turns[2]!.end()
  await loop.stop()
})

test('goes on at once while there is more, and at its next turn after an error', async () => {
  const { loop, turns, started } = duty(20)
  turns[0]!.end(true)
  await turn()
  expect(turns).toHaveLength(2)
  const later = started()
  turns[1]!.fail(new Error('PostgreSQL is away'))
  await later
  expect(turns).toHaveLength(3)
  turns[2]!.end()
  await loop.stop()
})

test('stop waits for the turn that is running, and nothing runs after it', async () => {
  const { loop, turns } = duty()
  let stopped = false
  const stop = loop.stop().then(() => (stopped = true))
  await turn()
  expect(stopped).toBe(false)
  turns[0]!.end(true)
  await stop
  loop.kick()
  await turn()
  expect(turns).toHaveLength(1)
})
