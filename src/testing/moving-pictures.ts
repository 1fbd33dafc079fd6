/** For tests of moving pictures: the ffmpegs of this machine, small clips made with them, and an independent look at results. */
import { execFile, spawn } from 'node:child_process'
import { access, chmod, constants, copyFile, mkdtemp, open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Ffmpeg, findFfmpeg } from '../media/ffmpeg/find.ts'

const run = promisify(execFile)
const folder = join(tmpdir(), 'safelight-test-tools')

/** The one that comes with npm, and the one on the PATH where there is another. */
export async function ffmpegs(): Promise<[bundled: Ffmpeg, ...others: Ffmpeg[]]> {
  const bundled = await findFfmpeg({ configured: null, folder, searchPath: '' })
  const other = await findFfmpeg({ configured: null, folder })
  return other.origin === 'path' ? [bundled, other] : [bundled]
}

export const makeWith = (ffmpeg: Ffmpeg, args: readonly string[]): Promise<unknown> => run(ffmpeg.path, ['-v', 'error', '-nostdin', '-y', ...args])

export type Probed = {
  streams: { codec_type: string; codec_name: string; width?: number; height?: number; pix_fmt?: string; r_frame_rate: string; nb_frames?: string; nb_read_frames?: string; duration?: string; color_space?: string }[]
  format: { duration: string; format_name: string }
}

/** What ffprobe, which ships with nothing of ours, says of a file; frames are counted by decoding them. */
export async function ffprobe(path: string): Promise<Probed> {
  const { stdout } = await run(await ffprobeProgram(), ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', path])
  return JSON.parse(stdout) as Probed
}

let program: Promise<string> | undefined
const ffprobeProgram = (): Promise<string> => (program ??= executable(join(dirname(createRequire(import.meta.url).resolve(`@ffprobe-installer/${process.platform}-${process.arch}/package.json`)), 'ffprobe')))

/** npm unpacks it without its execute bit. */
async function executable(path: string): Promise<string> {
  const runs = (file: string) => access(file, constants.X_OK).then(() => true, () => false)
  if ((await runs(path)) || (await chmod(path, 0o755).then(() => runs(path), () => false))) return path
  const copy = join(await mkdtemp(join(tmpdir(), 'safelight-ffprobe-')), 'ffprobe')
  await copyFile(path, copy)
  await chmod(copy, 0o755)
  return copy
}

/** Whether an MP4 may be played before it has arrived whole: its index stands before its pictures. */
export async function startsFast(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(8)
    for (let at = 0; ; ) {
      if ((await file.read(head, 0, 8, at)).bytesRead < 8) return false
      const type = head.toString('latin1', 4, 8)
      if (type === 'moov' || type === 'mdat') return type === 'moov'
      at += head.readUInt32BE(0)
    }
  } finally {
    await file.close()
  }
}

/** Lightness of a frame, 0-255, row by row, brought to `width` x `height`. */
export async function greyFrame(ffmpeg: Ffmpeg, path: string, seconds: number, width: number, height: number): Promise<Uint8Array> {
  return await piped(ffmpeg, ['-ss', `${seconds}`, '-i', path, '-frames:v', '1', '-vf', `scale=${width}:${height}:flags=area`, '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1'])
}

/** The mean colour of a frame. */
export async function meanColour(ffmpeg: Ffmpeg, path: string, seconds: number): Promise<{ r: number; g: number; b: number }> {
  const rgb = await piped(ffmpeg, ['-ss', `${seconds}`, '-i', path, '-frames:v', '1', '-vf', 'scale=8:8:flags=area', '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'])
  const mean = (k: number) => rgb.filter((_, i) => i % 3 === k).reduce((a, b) => a + b, 0) / (rgb.length / 3)
  return { r: mean(0), g: mean(1), b: mean(2) }
}

/** How loud a stretch is: RMS of one channel, 0-1. */
export async function loudness(ffmpeg: Ffmpeg, path: string, from: number, to: number): Promise<number> {
  const bytes = await piped(ffmpeg, ['-i', path, '-ss', `${from}`, '-t', `${to - from}`, '-vn', '-ac', '1', '-ar', '8000', '-f', 's16le', 'pipe:1'])
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1)
  return Math.sqrt(samples.reduce((sum, v) => sum + (v / 32_768) ** 2, 0) / Math.max(1, samples.length))
}

function piped(ffmpeg: Ffmpeg, args: string[]): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpeg.path, ['-v', 'error', '-nostdin', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.once('error', reject)
    child.once('close', () => resolve(new Uint8Array(Buffer.concat(parts))))
  })
}

/** Whether a process with this text in its command line runs on this machine (Linux). */
export async function isRunning(text: string): Promise<boolean> {
  const { stdout } = await run('ps', ['-eo', 'args'])
  return stdout.split('\n').some((line) => line.includes(text))
}
