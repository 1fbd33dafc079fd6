import { assembled } from './wasm.ts'

/** Byte offsets into the memory, sizes in points of one plane; `points` are corners of the mesh in 16.16, `shift` is log2 of a cell's side. */
export type WarpKernel = (into: number, width: number, height: number, shift: number, source: number, stride: number, points: number, columns: number) => void

/**
 * Looks into the source at four places, x and y of each in 16.16: -> four levels. Of each place a word holds the point, its neighbour
 * to the right, and the two below. Both rows are mixed across at once, each in its half of the word, and then with one another.
 */
const four = (x: string, y: string): string => `
  local.get ${y}  i32.const 16  i32x4.shr_s  local.get stride4  i32x4.mul
  local.get ${x}  i32.const 16  i32x4.shr_s  i32x4.add  local.get source4  i32x4.add  local.tee at
  local.get stride4  i32x4.add  local.set under
  ${[3, 2, 1, 0].map((lane) => `local.get under  i32x4.extract_lane ${lane}  local.get at  i32x4.extract_lane ${lane}`).join('\n  ')}
  local.get words  ${[0, 1, 2, 3, 4, 5, 6, 7].map((half) => `v128.load16_lane ${half}`).join('  ')}  local.set words

  ;; across: each half by 256 - fx and by fx
  local.get ${x}  i32.const 8  i32x4.shr_u  v128.const 255 255 255 255  v128.and  local.tee part
  local.get part  i32.const 16  i32x4.shl  v128.or  local.set part
  local.get words  v128.const 0xff00ff 0xff00ff 0xff00ff 0xff00ff  v128.and
  v128.const 0x1000100 0x1000100 0x1000100 0x1000100  local.get part  i16x8.sub  i16x8.mul
  local.get words  i32.const 8  i32x4.shr_u  v128.const 0xff00ff 0xff00ff 0xff00ff 0xff00ff  v128.and
  local.get part  i16x8.mul  i16x8.add  i32.const 1  i16x8.shr_u

  ;; down: the upper row by 256 - fy, the lower by fy
  local.get ${y}  i32.const 8  i32x4.shr_u  v128.const 255 255 255 255  v128.and  local.set part
  v128.const 256 256 256 256  local.get part  i32x4.sub
  local.get part  i32.const 16  i32x4.shl  v128.or  i32x4.dot_i16x8_s
  v128.const 16384 16384 16384 16384  i32x4.add  i32.const 15  i32x4.shr_u
`

/** Where the line meets the edge of a cell on the right, between the corners above and below it. */
const edge = (into: string, offset: number): string => `
  local.get above  i32.const ${offset}  i32.add  i32.load  local.tee ${into}
  local.get below  i32.const ${offset}  i32.add  i32.load  local.get ${into}  i32.sub
  local.get line  i32.mul  local.get shift  i32.shr_s  i32.add  local.set ${into}
`

/** Four places, one step apart, beginning at `from`. */
const row = (into: string, from: string, step: string): string => `
  local.get ${from}  i32x4.splat
  local.get ${step}  i32x4.splat  v128.const 0 1 2 3  i32x4.mul  i32x4.add  local.set ${into}
`
const advance = (places: string, step4: string): string => `local.get ${places}  local.get ${step4}  i32x4.add  local.set ${places}`
const step = (into: string, from: string, to: string): string => `local.get ${to}  local.get ${from}  i32.sub  local.get shift  i32.shr_s  local.set ${into}`
const step4 = (into: string, one: string): string => `local.get ${one}  i32.const 2  i32.shl  i32x4.splat  local.set ${into}`

const module = assembled({
  name: 'draw',
  parameters: ['into', 'width', 'height', 'shift', 'source', 'stride', 'points', 'columns'],
  integers: ['y', 'line', 'above', 'below', 'out', 'lineEnd', 'cellEnd', 'leftX', 'leftY', 'rightX', 'rightY', 'stepX', 'stepY'],
  vectors: ['stride4', 'source4', 'placesX', 'placesY', 'stepX4', 'stepY4', 'at', 'under', 'words', 'part'],
  body: `
  local.get stride  i32x4.splat  local.set stride4
  local.get source  i32x4.splat  local.set source4
  local.get into  local.set out
  loop
    local.get y  i32.const 1  local.get shift  i32.shl  i32.const 1  i32.sub  i32.and  local.set line
    local.get points  local.get y  local.get shift  i32.shr_s  local.get columns  i32.mul  i32.const 3  i32.shl  i32.add  local.tee above
    local.get columns  i32.const 3  i32.shl  i32.add  local.set below
    local.get out  local.tee cellEnd  local.get width  i32.add  local.set lineEnd
    ${edge('leftX', 0)}
    ${edge('leftY', 4)}
    loop
      local.get above  i32.const 8  i32.add  local.set above
      local.get below  i32.const 8  i32.add  local.set below
      ${edge('rightX', 0)}
      ${edge('rightY', 4)}
      ${step('stepX', 'leftX', 'rightX')}
      ${step('stepY', 'leftY', 'rightY')}
      ${row('placesX', 'leftX', 'stepX')}
      ${row('placesY', 'leftY', 'stepY')}
      ${step4('stepX4', 'stepX')}
      ${step4('stepY4', 'stepY')}
      local.get cellEnd  i32.const 1  local.get shift  i32.shl  i32.add  local.set cellEnd
      loop
        local.get out
        ${four('placesX', 'placesY')}
        ${advance('placesX', 'stepX4')}
        ${advance('placesY', 'stepY4')}
        ${four('placesX', 'placesY')}
        ${advance('placesX', 'stepX4')}
        ${advance('placesY', 'stepY4')}
        ;; a last cell that is cut off writes a little into the next line, which comes after it
        i16x8.narrow_i32x4_u  local.tee at  local.get at  i8x16.narrow_i16x8_u  v128.store64_lane 0
        local.get out  i32.const 8  i32.add  local.tee out
        local.get cellEnd  i32.lt_s
        br_if 0
      end
      local.get rightX  local.set leftX
      local.get rightY  local.set leftY
      local.get out  local.get lineEnd  i32.lt_s
      br_if 0
    end
    local.get lineEnd  local.set out
    local.get y  i32.const 1  i32.add  local.tee y  local.get height  i32.lt_s
    br_if 0
  end
  `,
})

export const warpKernel = (memory: WebAssembly.Memory): WarpKernel => new WebAssembly.Instance(module, { host: { memory } }).exports.draw as WarpKernel
