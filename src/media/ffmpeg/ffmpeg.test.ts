import { chmod, copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isJobError } from '../../engine/errors.ts'
import { ffmpegs } from '../../testing/moving-pictures.ts'
import { inWorkFolder, sweepWorkFolders } from '../work-folder.ts'
import { type Ffmpeg, findFfmpeg } from './find.ts'
import { runFfmpeg, startFfmpeg, write } from './run.ts'

let folder: string
let ffmpeg: Ffmpeg
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-ffmpeg-'))
  ;[ffmpeg] = await ffmpegs()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const testPicture = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25']
const script = async (name: string, body: string, mode = 0o755): Promise<string> => {
  const place = join(folder, name)
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'ffmpeg'), `#!/bin/sh\n${body}\n`, { mode })
  return place
}
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('the one on the PATH is taken if it can make what we make, else the one from npm', async () => {
  const able = await script('able', 'case "$*" in *encoders*) echo " V..... libx264 x"; echo " A..... aac y";; *) echo "ffmpeg version 9.9 (c)";; esac')
  const unable = await script('unable', 'case "$*" in *encoders*) echo " V..... mpeg4 x";; *) echo "ffmpeg version 9.8 (c)";; esac')
  const plain = await script('plain', 'exit 0', 0o644)
  expect(await findFfmpeg({ configured: null, folder, searchPath: `relative:${plain}:${unable}:${able}` })).toMatchObject({ origin: 'path', version: '9.9', path: join(able, 'ffmpeg') })
  expect(await findFfmpeg({ configured: null, folder, searchPath: `${plain}:${unable}` })).toMatchObject({ origin: 'bundled' })
})

test('what FFMPEG_PATH names must work, and a sentence says what is wrong with it', async () => {
  const unable = await script('unable2', 'case "$*" in *encoders*) echo " V..... mpeg4 x";; *) echo "ffmpeg version 9.8 (c)";; esac')
  await expect(findFfmpeg({ configured: join(unable, 'ffmpeg'), folder })).rejects.toMatchObject({ code: 'ffmpeg_missing', message: expect.stringMatching(/^FFMPEG_PATH names .* it has no libx264 and no aac\.$/) })
  await expect(findFfmpeg({ configured: join(folder, 'nothing'), folder })).rejects.toMatchObject({ code: 'ffmpeg_missing', message: expect.stringMatching(/ENOENT/) })
})

test('the program from npm works without the execute bit that its install script would set', async () => {
  const unpacked = join(folder, 'unpacked-ffmpeg')
  await copyFile(ffmpeg.path, unpacked)
  await chmod(unpacked, 0o644)
  const found = await findFfmpeg({ configured: null, folder, searchPath: '', bundled: unpacked })
  expect(found.origin).toBe('bundled')
  expect((await stat(found.path)).mode & 0o111).not.toBe(0)
})

test('it says how far it is, forwards only', async () => {
  const seen: number[] = []
  await runFfmpeg(ffmpeg, [...testPicture, '-t', '2', '-c:v', 'libx264', '-f', 'null', '-'], { onProgress: (at) => seen.push(at.frames) })
  expect(seen.at(-1)).toBe(50)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
})

test('an abort ends the program at once, with the reason that was given', async () => {
  const given = new AbortController()
  let pid = 0
  const run = startFfmpeg(ffmpeg, [...testPicture, '-t', '3600', '-c:v', 'libx264', '-preset', 'veryslow', '-f', 'null', '-'], { signal: given.signal, onProgress: () => given.abort(new Error('no longer wanted')), onStart: (id) => (pid = id) })
  await expect(run.done).rejects.toThrow('no longer wanted')
  expect(alive(pid)).toBe(false)
  expect(() => startFfmpeg(ffmpeg, [], { signal: AbortSignal.abort(new Error('before')) })).toThrow('before')
})

test('a failure is a JobError: what it means, and for the log what ffmpeg said', async () => {
  const broken = join(folder, 'broken.mp4')
  await writeFile(broken, 'this is no film')
  const failed = await runFfmpeg(ffmpeg, ['-i', broken, '-f', 'null', '-'], { blame: 'invalid_input' }).catch((error: unknown) => error)
  expect(isJobError(failed) && failed.failure.code).toBe('invalid_input')
  expect(String((failed as Error).cause)).toMatch(/Invalid data/)
  await expect(runFfmpeg(ffmpeg, [...testPicture, '-t', '1', '-f', 'rawvideo', '-y', '/dev/full'])).rejects.toMatchObject({ failure: { code: 'storage_failed' } })
  const killed = startFfmpeg(ffmpeg, [...testPicture, '-t', '3600', '-f', 'null', '-'])
  killed.kill()
  await expect(killed.done).rejects.toMatchObject({ failure: { code: 'worker_lost' }, acceptance: 'surely-not' })
  await expect(runFfmpeg({ ...ffmpeg, path: join(folder, 'gone') }, [])).rejects.toMatchObject({ failure: { code: 'internal' } })
})

test('writing to a program that has failed gives its failure, not a broken pipe', async () => {
  const run = startFfmpeg(ffmpeg, ['-f', 'rawvideo', '-pix_fmt', 'nonsense', '-s', '64x64', '-i', 'pipe:0', '-f', 'null', '-'])
  run.stdout.resume()
  const writing = async () => {
    for (;;) await write(run, new Uint8Array(64 * 64 * 30))
  }
  await expect(writing()).rejects.toMatchObject({ failure: { code: 'internal' } })
})

test('a work folder goes with its work, and what a crash left goes when it is old', async () => {
  const root = join(folder, 'work')
  let inside = ''
  await expect(inWorkFolder(root, async (place) => (await writeFile(join((inside = place), 'half.mp4'), 'x'), Promise.reject(new Error('failed'))))).rejects.toThrow('failed')
  await expect(stat(inside)).rejects.toMatchObject({ code: 'ENOENT' })
  await mkdir(join(root, 'work-left'), { recursive: true })
  expect(await sweepWorkFolders(root)).toBe(0)
  expect(await sweepWorkFolders(root, Date.now() + 7 * 60 * 60_000)).toBe(1)
})
