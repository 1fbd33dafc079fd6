import { type Rgb, blend, rgb, scale, shift } from '../paint/colour.ts'
import { type Mesh, type Vec, place } from '../paint/mesh.ts'
import { ball, box, face, lathe, slab, tube } from '../paint/shapes.ts'
import type { Kit, Subject } from './kit.ts'

const lit = (kit: Kit): Rgb => (kit.night ? [1.5, 1.0, 0.42] : rgb('#4a6478'))

function pane(kit: Kit, at: Vec, w: number, h: number, axis: 'x' | 'z'): void {
  const { mesh } = kit
  mesh.part('matte')
  box(mesh, [at[0], at[1] - 0.03, at[2]], axis === 'x' ? [0.05, h + 0.06, w + 0.06] : [w + 0.06, h + 0.06, 0.05], rgb('#f2ede2'))
  mesh.part(kit.night ? 'glow' : 'eye')
  box(mesh, at, axis === 'x' ? [0.08, h, w] : [w, h, 0.08], lit(kit))
  mesh.part('matte')
  box(mesh, at, axis === 'x' ? [0.1, h, 0.02] : [0.02, h, 0.1], rgb('#f2ede2'))
}

/** A roof with two slopes along x. */
function gable(mesh: Mesh, at: Vec, w: number, h: number, d: number, colour: Rgb, wall: Rgb): void {
  const [x, y, z] = at, o = 0.1
  mesh.part('roof')
  for (const s of [-1, 1]) {
    const low: Vec[] = [[x - w / 2 - o, y - o * 0.7, z + s * (d / 2 + o)], [x + w / 2 + o, y - o * 0.7, z + s * (d / 2 + o)], [x + w / 2 + o, y + h, z], [x - w / 2 - o, y + h, z]]
    face(mesh, s > 0 ? low : low.toReversed(), colour)
    const thick: Vec[] = low.map(([a, b, c]) => [a, b - 0.07, c])
    face(mesh, s > 0 ? thick.toReversed() : thick, scale(colour, 0.6))
    face(mesh, [low[0]!, low[1]!, thick[1]!, thick[0]!], scale(colour, 0.7))
    for (const e of [[0, 3], [1, 2]] as const) face(mesh, [low[e[0]]!, low[e[1]]!, thick[e[1]]!, thick[e[0]]!], blend(colour, [0.9, 0.85, 0.8], 0.5))
  }
  mesh.part('matte')
  for (const s of [-1, 1]) face(mesh, [[x + (s * w) / 2, y, z - d / 2], [x + (s * w) / 2, y, z + d / 2], [x + (s * w) / 2, y + h - 0.04, z]], wall)
}

function house(kit: Kit): void {
  const { mesh, random } = kit
  const wall = kit.coat(random.pick(['#efe3cc', '#e8c9a0', '#cfd8d4', '#e3b6a0'])), roof = rgb(random.pick(['#a4452f', '#5f4a42', '#7a4a3a', '#4a5a70'])), stone = rgb('#8d867c')
  mesh.part('stone')
  box(mesh, [0, 0, 0], [1.7, 0.16, 1.2], stone)
  mesh.part(random.chance(0.3) ? 'brick' : 'matte')
  box(mesh, [0, 0.14, 0], [1.6, 0.92, 1.1], wall)
  gable(mesh, [0, 1.06, 0], 1.6, 0.72, 1.1, roof, wall)
  mesh.part('brick')
  box(mesh, [-0.45, 1.2, -0.22], [0.24, 0.85, 0.24], rgb('#9a5a46'))
  box(mesh, [-0.45, 2.03, -0.22], [0.3, 0.07, 0.3], rgb('#7a6a60'))
  for (const x of [-0.5, 0.5]) pane(kit, [x, 0.45, 0.56], 0.3, 0.36, 'z')
  mesh.part('wood')
  box(mesh, [0, 0.14, 0.55], [0.34, 0.64, 0.08], shift(kit.accent, 0, 0.9, 0.75))
  mesh.part('metal')
  ball(mesh, [0.11, 0.45, 0.61], 0.025, rgb('#d9b24a'), 10)
  mesh.part('roof')
  box(mesh, [0, 0.86, 0.68], [0.56, 0.05, 0.36], scale(roof, 0.9))
  for (const z of [-0.25, 0.25]) pane(kit, [0.81, 0.5, z], 0.26, 0.34, 'x')
  pane(kit, [0.81, 1.2, 0], 0.24, 0.26, 'x')
  mesh.part('stone')
  for (let i = 0; i < 4; i++) box(mesh, [random.range(-0.04, 0.04), -0.02 - i * 0.012, 0.85 + i * 0.26], [0.42, 0.05, 0.2], stone)
  mesh.part('glass')
  for (let i = 0; i < 8; i++) ball(mesh, [-0.45 - 0.05 * i * i * 0.12, 2.2 + i * 0.1, -0.22], 0.05 + i * 0.02, [0.62, 0.62, 0.64], 10)
}

function turret(kit: Kit, at: Vec, r: number, h: number, wall: Rgb, roof: Rgb, pointed = true): void {
  const { mesh } = kit
  mesh.part('brick')
  lathe(mesh, at, [[r * 1.12, 0], [r, h * 0.15], [r, h * 0.86], [r * 1.22, h * 0.93], [r * 1.22, h], [r * 1.22, h], [r * 0.9, h]], wall, 28)
  if (pointed) {
    mesh.part('roof')
    lathe(mesh, [at[0], at[1] + h, at[2]], [[r * 1.4, -0.03], [r * 0.75, r * 1.3], [0.001, r * 3.1]], roof, 26)
    mesh.part('wood')
    tube(mesh, [[at[0], at[1] + h + r * 3, at[2], 0.012], [at[0], at[1] + h + r * 3 + 0.28, at[2], 0.01]], rgb('#5a4632'), 6, 2)
    mesh.part('cloth')
    face(mesh, [[at[0], at[1] + h + r * 3 + 0.28, at[2]], [at[0], at[1] + h + r * 3 + 0.12, at[2]], [at[0] + 0.28, at[1] + h + r * 3 + 0.2, at[2] + 0.04]], kit.accent)
  } else crenels(mesh, at, r * 1.15, h, wall)
  mesh.part(kit.night ? 'glow' : 'eye')
  for (let k = 0; k < 3; k++) for (let j = 0; j < 4; j++) {
    const a = j * 1.57 + 0.5 + k * 0.6
    mesh.within(place([at[0] + Math.cos(a) * r, at[1] + h * (0.35 + 0.2 * k), at[2] + Math.sin(a) * r], { y: -a }), () => box(mesh, [0, 0, 0], [0.05, r * 0.42, r * 0.2], lit(kit)))
  }
}

function crenels(mesh: Mesh, at: Vec, r: number, h: number, wall: Rgb): void {
  mesh.part('brick')
  for (let i = 0; i < 10; i++) {
    const a = (i / 10) * 6.283
    mesh.within(place([at[0] + Math.cos(a) * r, at[1] + h, at[2] + Math.sin(a) * r], { y: -a }), () => box(mesh, [0, 0, 0], [r * 0.16, r * 0.3, r * 0.34], wall))
  }
}

function castle(kit: Kit): void {
  const { mesh, random } = kit
  const wall = kit.coat(random.pick(['#b9b0a2', '#c9bda6', '#a8a9ae'])), roof = rgb(random.pick(['#4a5f8a', '#8a3f3a', '#3f6a64', '#5a4a7a']))
  mesh.part('brick')
  box(mesh, [0, 0, 0], [2.2, 0.85, 1.5], wall)
  for (let i = 0; i < 11; i++) for (const z of [-0.72, 0.72]) box(mesh, [-1 + i * 0.2, 0.85, z], [0.11, 0.13, 0.1], wall)
  for (let i = 0; i < 7; i++) for (const x of [-1.06, 1.06]) box(mesh, [x, 0.85, -0.6 + i * 0.2], [0.1, 0.13, 0.11], wall)
  box(mesh, [-0.05, 0.4, -0.25], [1.0, 1.25, 0.8], scale(wall, 0.95))
  gable(mesh, [-0.05, 1.65, -0.25], 1.0, 0.5, 0.8, roof, wall)
  for (const x of [-1.08, 1.08]) for (const z of [-0.74, 0.74]) turret(kit, [x, 0, z], 0.24, z > 0 ? 1.25 : 1.55, wall, roof)
  turret(kit, [0.45, 0, -0.5], 0.29, 2.35, wall, roof)
  turret(kit, [-0.5, 0, -0.62], 0.2, 2.0, wall, roof)
  mesh.part('brick')
  box(mesh, [0, 0, 0.78], [0.72, 1.05, 0.28], scale(wall, 1.04))
  for (let i = 0; i < 4; i++) box(mesh, [-0.27 + i * 0.18, 1.05, 0.88], [0.1, 0.12, 0.08], wall)
  mesh.part('wood')
  const arch = Array.from({ length: 13 }, (_, i) => [0.22 * Math.cos((i / 12) * Math.PI), 0.42 + 0.22 * Math.sin((i / 12) * Math.PI)] as const)
  slab(mesh, [[-0.22, 0], [0.22, 0], ...arch], 0.925, 0.02, rgb('#4a3222'))
  for (const x of [-0.7, 0.7]) for (const y of [0.35]) pane(kit, [x, y, 0.755], 0.12, 0.28, 'z')
  for (const x of [-0.35, -0.05, 0.25]) pane(kit, [x, 1.12, 0.155], 0.12, 0.26, 'z')
}

function tower(kit: Kit): void {
  const wall = kit.coat('#b3a894')
  turret(kit, [0, 0, 0], 0.42, 2.6, wall, rgb('#7a3f34'))
  turret(kit, [0.5, 0, 0.1], 0.2, 1.5, wall, rgb('#7a3f34'))
}

function lighthouse(kit: Kit): void {
  const { mesh } = kit
  const stripe = kit.coat('#c8372d'), white = rgb('#f5f1e8')
  mesh.part('stone')
  ball(mesh, [0, 0, 0], [1.25, 0.42, 1.0], rgb('#77706a'), 26, 0.4, 2.4)
  ball(mesh, [0.75, 0.02, 0.5], [0.5, 0.26, 0.4], rgb('#6a645f'), 18, 0.4, 2)
  mesh.part('matte')
  for (let i = 0; i < 6; i++) {
    const r = (t: number) => 0.46 - 0.17 * t
    lathe(mesh, [0, 0.3 + i * 0.36, 0], [[r(i / 6), 0], [r((i + 1) / 6), 0.36]], i % 2 ? white : stripe, 36)
  }
  mesh.part('metal')
  lathe(mesh, [0, 2.46, 0], [[0.28, 0], [0.44, 0.06], [0.44, 0.12], [0.44, 0.12], [0.2, 0.12]], rgb('#3a3f46'), 32)
  for (let i = 0; i < 14; i++) tube(mesh, [[Math.cos(i * 0.449) * 0.42, 2.58, Math.sin(i * 0.449) * 0.42, 0.01], [Math.cos(i * 0.449) * 0.42, 2.76, Math.sin(i * 0.449) * 0.42, 0.01]], rgb('#3a3f46'), 5, 1)
  lathe(mesh, [0, 2.76, 0], [[0.43, 0], [0.43, 0.025]], rgb('#3a3f46'), 32)
  mesh.part('glow')
  lathe(mesh, [0, 2.58, 0], [[0.2, 0], [0.2, 0.36]], kit.night ? [2.2, 1.8, 1.0] : [0.9, 0.85, 0.6], 20)
  mesh.part('matte')
  lathe(mesh, [0, 2.94, 0], [[0.3, -0.01], [0.27, 0.05], [0.12, 0.22], [0.03, 0.27], [0.03, 0.4], [0.001, 0.42]], stripe, 28)
  for (const y of [0.9, 1.6]) pane(kit, [0, y, 0.47 - 0.075 * y], 0.14, 0.22, 'z')
  mesh.part('matte')
  box(mesh, [-0.72, 0.26, 0.1], [0.62, 0.4, 0.5], white)
  gable(mesh, [-0.72, 0.66, 0.1], 0.62, 0.28, 0.5, stripe, white)
  pane(kit, [-0.72, 0.38, 0.36], 0.16, 0.16, 'z')
}

function windmill(kit: Kit): void {
  const { mesh } = kit
  const wall = kit.coat('#e9ddc6'), wood = rgb('#6a4a32')
  mesh.part('brick')
  lathe(mesh, [0, 0, 0], [[0.62, 0], [0.55, 0.3], [0.38, 1.7], [0.36, 1.75]], wall, 24)
  mesh.part('roof')
  lathe(mesh, [0, 1.72, 0], [[0.46, -0.03], [0.38, 0.2], [0.2, 0.42], [0.001, 0.5]], rgb('#7a4436'), 24)
  const turn = kit.random.range(0, 1.5)
  mesh.part('wood')
  tube(mesh, [[0, 1.82, 0.3, 0.06], [0, 1.84, 0.62, 0.05]], wood, 10, 2)
  for (let i = 0; i < 4; i++) {
    mesh.within(place([0, 1.84, 0.58], { z: turn + i * 1.5708 }), () => {
      mesh.part('wood')
      box(mesh, [0, 0, 0], [0.05, 1.35, 0.05], wood)
      mesh.part('cloth')
      for (let k = 0; k < 6; k++) box(mesh, [0.15, 0.3 + k * 0.175, 0.01], [0.27, 0.14, 0.02], rgb('#f4efe2'))
    })
  }
  for (const y of [0.55, 1.15]) pane(kit, [0, y, 0.55 - y * 0.1], 0.2, 0.26, 'z')
  mesh.part('wood')
  box(mesh, [0.3, 0, 0.46], [0.28, 0.5, 0.1], wood)
}

function pagoda(kit: Kit): void {
  const { mesh } = kit
  const red = kit.coat('#b23a2c'), tile = rgb('#3a4a4e'), gold = rgb('#d8a63c')
  mesh.part('stone')
  box(mesh, [0, 0, 0], [1.9, 0.16, 1.9], rgb('#a39c90'))
  for (let i = 0; i < 4; i++) {
    const w = 1.3 - i * 0.22, y = 0.16 + i * 0.62
    mesh.part('wood')
    box(mesh, [0, y, 0], [w, 0.42, w], red)
    for (const s of [-1, 1]) for (const q of [-0.28, 0, 0.28]) {
      mesh.part(kit.night ? 'glow' : 'matte')
      box(mesh, [q * w, y + 0.08, (s * w) / 2], [0.14 * w, 0.24, 0.02], kit.night ? [1.5, 0.9, 0.35] : rgb('#f0e0ba'))
      box(mesh, [(s * w) / 2, y + 0.08, q * w], [0.02, 0.24, 0.14 * w], kit.night ? [1.5, 0.9, 0.35] : rgb('#f0e0ba'))
    }
    // eaves that sweep up towards their corners
    mesh.part('roof')
    const e = w * 0.5 + 0.3, n = 8
    for (let side = 0; side < 4; side++) for (let k = 0; k < n; k++) {
      const p = (u: number, v: number): Vec => {
        const r = e + (w * 0.42 - e) * v, x = (2 * u - 1) * r, lift = 0.17 * Math.abs(2 * u - 1) ** 3 * (1 - v) ** 2
        const yy = y + 0.4 + 0.26 * v ** 1.6 + lift
        return side === 0 ? [x, yy, r] : side === 1 ? [r, yy, -x] : side === 2 ? [-x, yy, -r] : [-r, yy, x]
      }
      for (let m = 0; m < 4; m++) face(mesh, [p(k / n, m / 4), p((k + 1) / n, m / 4), p((k + 1) / n, (m + 1) / 4), p(k / n, (m + 1) / 4)], tile)
    }
  }
  mesh.part('metal')
  lathe(mesh, [0, 2.72, 0], [[0.3, 0], [0.08, 0.16], [0.05, 0.3], [0.1, 0.36], [0.04, 0.44], [0.08, 0.5], [0.03, 0.6], [0.001, 0.85]], gold, 18)
}

function cityBlock(kit: Kit): void {
  const { mesh, random } = kit
  for (let i = 0; i < 17; i++) {
    const x = random.range(-1.2, 1.2), z = random.range(-0.8, 0.8), near = 1 - Math.hypot(x, z) / 1.7, h = 0.5 + near * random.range(0.8, 2.1), w = random.range(0.28, 0.46)
    const c = blend(kit.coat('#7f8ea6'), shift(rgb('#7f8ea6'), random.range(-90, 90), 1.4), 0.4)
    mesh.within(place([x, 0, z], {}, [0.5, 0.5, 0.5]), () => {
      mesh.part('windows')
      box(mesh, [0, 0, 0], [w * 2, h * 2, w * 2], c)
      if (random.chance(0.5)) box(mesh, [0, h * 2, 0], [w * 1.3, h * 0.4, w * 1.3], scale(c, 0.9))
      mesh.part('metal')
      if (h > 1.7) tube(mesh, [[0, h * 2.3, 0, 0.03], [0, h * 2.9, 0, 0.01]], rgb('#aab0b8'), 6, 2)
    })
  }
}

const built = (draw: (kit: Kit) => void, places: Subject['places'], scale = 2.6, turn: readonly [number, number] = [-0.55, 0.35]): Subject => ({ draw, habitat: 'land', places, turn, scale })

export const BUILDINGS = {
  house: built(house, ['meadow', 'forest', 'lake', 'mountains']),
  castle: built(castle, ['mountains', 'meadow', 'lake'], 3.2),
  tower: built(tower, ['mountains', 'meadow'], 3),
  lighthouse: built(lighthouse, ['sea', 'beach'], 3),
  windmill: built(windmill, ['meadow', 'garden'], 2.8),
  pagoda: built(pagoda, ['mountains', 'lake', 'garden'], 3),
  city: built(cityBlock, ['city'], 3.4),
} satisfies Record<string, Subject>
