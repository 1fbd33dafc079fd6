import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** A process that logs to its standard error and then does `last`. */
async function lines(last: string): Promise<string[]> {
  const log = new URL('log.ts', import.meta.url).href
  const child = spawn(process.execPath, ['--input-type=module', '--eval', `import { createLog } from ${JSON.stringify(log)}; const log = createLog('info'); log.info('first'); log.warn('second'); ${last}`])
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    // it lives on until it was heard
    if (said.includes('second')) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return said.split('\n').flatMap((line) => (line.startsWith('{') ? [(JSON.parse(line) as { msg: string }).msg] : []))
}

test('what was logged is written before the process ends, also by an error', async () => {
  expect(await lines('process.exit(1)')).toEqual(['first', 'second'])
  expect(await lines(`throw new Error('unforeseen')`)).toEqual(['first', 'second'])
})

test('what was logged is written while the process lives', async () => {
  expect(await lines('setInterval(() => {}, 3_600_000)')).toEqual(['first', 'second'])
})
