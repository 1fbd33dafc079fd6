/**
 * A small assembler for WebAssembly: its text format, flat, as far as drawing frames needs it. What is drawn a million points a
 * frame takes a third of the time with vector instructions, which JavaScript does not have; and a function of sixty lines is
 * better read here than as a binary that somebody once compiled.
 */

/** What follows an instruction: a local by name, numbers, or where in memory (always at no offset). */
type Operands = 'local' | 'number' | 'lane' | 'lanes' | 'memory' | 'memory lane' | 'depth' | 'block'

const vector = (code: number): number[] => [0xfd, ...unsigned(code)]

const INSTRUCTIONS: Record<string, [code: number[], operands?: Operands]> = {
  'loop': [[0x03], 'block'],
  'end': [[0x0b]],
  'br_if': [[0x0d], 'depth'],
  'local.get': [[0x20], 'local'],
  'local.set': [[0x21], 'local'],
  'local.tee': [[0x22], 'local'],
  'i32.load': [[0x28], 'memory'],
  'i32.const': [[0x41], 'number'],
  'i32.lt_s': [[0x48]],
  'i32.add': [[0x6a]],
  'i32.sub': [[0x6b]],
  'i32.mul': [[0x6c]],
  'i32.and': [[0x71]],
  'i32.shl': [[0x74]],
  'i32.shr_s': [[0x75]],
  'v128.const': [vector(0x0c), 'lanes'],
  'v128.load16_lane': [vector(0x55), 'memory lane'],
  'v128.store64_lane': [vector(0x5b), 'memory lane'],
  'v128.and': [vector(0x4e)],
  'v128.or': [vector(0x50)],
  'i8x16.narrow_i16x8_u': [vector(0x66)],
  'i16x8.narrow_i32x4_u': [vector(0x86)],
  'i16x8.shr_u': [vector(0x8d)],
  'i16x8.add': [vector(0x8e)],
  'i16x8.sub': [vector(0x91)],
  'i16x8.mul': [vector(0x95)],
  'i32x4.splat': [vector(0x11)],
  'i32x4.extract_lane': [vector(0x1b), 'lane'],
  'i32x4.shl': [vector(0xab)],
  'i32x4.shr_s': [vector(0xac)],
  'i32x4.shr_u': [vector(0xad)],
  'i32x4.add': [vector(0xae)],
  'i32x4.sub': [vector(0xb1)],
  'i32x4.mul': [vector(0xb5)],
  'i32x4.dot_i16x8_s': [vector(0xba)],
}

const I32 = 0x7f, V128 = 0x7b

/** A function without a result. Parameters are 32-bit integers; `;;` begins a remark. */
export type WasmFunction = { name: string; parameters: readonly string[]; integers: readonly string[]; vectors: readonly string[]; body: string }

/** A module that exports this one function and works on the memory it is given as `host.memory`. @throws SyntaxError at what it does not know */
export function assembled({ name, parameters, integers, vectors, body }: WasmFunction): WebAssembly.Module {
  const locals = [...parameters, ...integers, ...vectors]
  const words = body.replace(/;;.*$/gm, '').split(/\s+/).filter(Boolean)
  const next = () => words.shift() ?? fail('an operand is missing')
  const code: number[] = []
  while (words.length > 0) {
    const word = next()
    const [opcode, operands] = INSTRUCTIONS[word] ?? fail(`no instruction ${word}`)
    code.push(...opcode)
    switch (operands) {
      case 'local':
        code.push(...unsigned(indexOf(locals, next())))
        break
      case 'number':
        code.push(...signed(Number(next())))
        break
      case 'lane':
      case 'depth':
        code.push(Number(next()))
        break
      case 'lanes':
        code.push(...new Uint8Array(Int32Array.from([next(), next(), next(), next()], Number).buffer))
        break
      case 'memory':
        code.push(0, 0)
        break
      case 'memory lane':
        code.push(0, 0, Number(next()))
        break
      case 'block':
        code.push(0x40)
        break
      case undefined:
    }
  }
  const declared = [...unsigned(integers.length), I32, ...unsigned(vectors.length), V128]
  const written = [2, ...declared, ...code, 0x0b]
  return new WebAssembly.Module(
    Uint8Array.from([
      0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // its name and version
      ...section(1, [1, 0x60, ...list(parameters.map(() => [I32])), 0]),
      ...section(2, [1, ...text('host'), ...text('memory'), 2, 0, 0]),
      ...section(3, [1, 0]),
      ...section(7, [1, ...text(name), 0, 0]),
      ...section(10, [1, ...unsigned(written.length), ...written]),
    ]),
  )
}

function indexOf(locals: readonly string[], name: string): number {
  const at = locals.indexOf(name)
  return at < 0 ? fail(`no local ${name}`) : at
}

function fail(what: string): never {
  throw new SyntaxError(what)
}

const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content]
const list = (items: number[][]): number[] => [...unsigned(items.length), ...items.flat()]
const text = (name: string): number[] => list([...Buffer.from(name)].map((byte) => [byte]))

function unsigned(value: number): number[] {
  const bytes: number[] = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value]
}

function signed(value: number): number[] {
  const bytes: number[] = []
  for (; value < -64 || value > 63; value >>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value & 127]
}
