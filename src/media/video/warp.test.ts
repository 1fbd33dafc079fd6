import { expect, test } from 'vitest'
import { createFrame, type Frame } from './frame.ts'
import { aim, createMesh, retouch, textureOf, warp } from './warp.ts'
import { assembled } from './wasm.ts'

/** A plane looked into at one place, as one would write it down. */
function seen(plane: Uint8Array, width: number, x: number, y: number): number {
  const i = Math.floor(x), j = Math.floor(y), point = (column: number, row: number) => plane[row * width + column]!
  const across = (row: number) => point(i, row) + (point(i + 1, row) - point(i, row)) * (x - i)
  return across(j) + (across(j + 1) - across(j)) * (y - j)
}

function wavy(width: number, height: number): Frame {
  const frame = createFrame(width, height)
  for (let i = 0; i < frame.bytes.length; i++) frame.bytes[i] = 128 + 80 * Math.sin(i * 0.031) + 40 * Math.sin(i * 1.3)
  return frame
}

test.each([[64, 48], [50, 34], [138, 184]])('a frame of %d x %d px shows what its mesh points at, in whatever part of a cell its sides end', (width, height) => {
  const source = wavy(240, 230), into = createFrame(width, height), mesh = createMesh(width, height)
  const look = (x: number, y: number): [number, number] => [9.7 + 1.3 * x + y / 40, 12.3 + 0.9 * y - x / 90]
  aim(mesh, (x, y, out, at) => out.set(look(x, y), at))
  warp(into, textureOf(source, into), mesh)
  let off = 0
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const [u, v] = look(x, y)
    off = Math.max(off, Math.abs(into.y[y * width + x]! - seen(source.y, 240, u, v)))
    const half = (y >> 1) * (width / 2) + (x >> 1)
    if (x % 2 === 0 && y % 2 === 0) off = Math.max(off, Math.abs(into.u[half]! - seen(source.u, 120, u / 2, v / 2)), Math.abs(into.v[half]! - seen(source.v, 120, u / 2, v / 2)))
  }
  expect(off).toBeLessThan(1.6)
})

test('what was retouched in the source is seen in the next frame', () => {
  const source = wavy(80, 60), into = createFrame(64, 48), mesh = createMesh(64, 48)
  const texture = textureOf(source, into)
  aim(mesh, (x, y, out, at) => out.set([x, y], at))
  for (let x = 8; x < 12; x++) source.y[20 * 80 + x] = 235
  retouch(texture, source, 8, 20, 12, 21)
  warp(into, texture, mesh)
  expect([...into.y.subarray(20 * 64 + 7, 20 * 64 + 13)].map((level) => level === 235)).toEqual([false, true, true, true, true, false])
  expect(into.y.subarray(0, 64)).toEqual(source.y.subarray(0, 64))
})

test('an instruction that is not known, or a local, is refused when it is assembled', () => {
  const draft = { name: 'f', parameters: ['a'], integers: [], vectors: [] }
  expect(() => assembled({ ...draft, body: 'local.get a local.set b' })).toThrow(SyntaxError)
  expect(() => assembled({ ...draft, body: 'i64.popcnt' })).toThrow(SyntaxError)
})
