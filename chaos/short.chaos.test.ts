import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faultPoints } from '../src/engine/faults.ts'
import type { Report } from './report.ts'

// The long one is `npm run chaos`: thousands of jobs, hundreds of kills. This one dies at every fault point once.
const args = ['--seed', '7', '--jobs', '150', '--kills', '26', '--freezes', '8', '--terminations', '4', '--restarts', '1', '--cuts', '12', '--stops', '2']

// SPEC: E5 E11 C3 P2
test('nothing is lost or paid twice while processes are killed, frozen and cut off', async () => {
  const { report, words } = await chaos([...args, '--workers', '5', '--minutes', '0.6', '--recoveries', '0', '--point-hits', '1', '--lease-ms', '2000', '--json'])
  if (!report?.ok) console.log(words)
  expect(report?.problems).toEqual([])
  expect(Object.keys(report!.faultPointHits).toSorted()).toEqual(faultPoints.toSorted())
  expect(report).toMatchObject({ ok: true, lost: 0, doubled: 0, openPastTime: 0, ledgerErrors: 0, unmatchedBills: 0 })
})

function chaos(options: string[]): Promise<{ report: Report | undefined; words: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts'), ...options], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const last = stdout.trim().split('\n').at(-1) ?? ''
      done({ report: last.startsWith('{') ? (JSON.parse(last) as Report) : undefined, words: `${stdout}\n${stderr}\n${error?.message ?? ''}` })
    })
  })
}
