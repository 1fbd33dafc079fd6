import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// The long one is `npm run conformance`: every adapter, every boundary. This one asks two that differ most.
const args = ['--providers', 'kling,openai', '--points', 'none,post.answered', '--faults', 'ok,answer lost,429,fails,wrong content,callback dropped,callback forged', '--with-webhooks-only', '--parallel', '2', '--json']

// SPEC: P1 P2 P4
test('what is written down comes about, and every bill has its answer', async () => {
  const output = await new Promise<string>((done) => {
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { maxBuffer: 2 ** 26 }, (_, stdout, stderr) => done(`${stdout}\n${stderr}`))
  })
  const last = output.trim().split('\n').findLast((line) => line.startsWith('{')) ?? '{}'
  if (!last.includes('"ok":true')) console.log(output.slice(-3_000))
  expect(JSON.parse(last)).toMatchObject({ ok: true, failures: 0, auditFindings: [] })
})
