import { type Rgb, blend, rgb, scale } from '../paint/colour.ts'
import { type Vec, place } from '../paint/mesh.ts'
import { both, sculpt } from '../paint/sculpt.ts'
import { ball, box, face, lathe, slab, tube } from '../paint/shapes.ts'
import { sheet } from './creatures.ts'
import type { Kit, Subject } from './kit.ts'

function wheel(kit: Kit, x: number, z: number, r: number): void {
  const { mesh } = kit
  mesh.within(place([x, r, z], { x: Math.PI / 2 }), () => {
    mesh.part('matte')
    lathe(mesh, [0, 0, 0], [[r * 0.55, -0.11], [r * 0.94, -0.11], [r, -0.07], [r, 0.07], [r * 0.94, 0.11], [r * 0.55, 0.11]], rgb('#1e1e22'), 30)
    mesh.part('metal')
    lathe(mesh, [0, 0, 0], [[0.001, -0.1], [r * 0.6, -0.085], [r * 0.6, 0.085], [0.001, 0.1]], rgb('#c3c8cf'), 24)
  })
}

function car(kit: Kit): void {
  const paint = kit.coat('#d0472f'), { mesh } = kit
  mesh.part('metal')
  sculpt(mesh, [
    { a: [-0.78, 0.42, 0], b: [0.82, 0.4, 0], ra: 0.24, rb: 0.21, colour: paint },
    ...both({ a: [-0.78, 0.42, 0.3], b: [0.82, 0.4, 0.28], ra: 0.24, rb: 0.21, colour: paint }),
    ...both({ a: [-0.52, 0.72, 0.22], b: [0.12, 0.74, 0.22], ra: 0.24, rb: 0.22, colour: paint }),
    { a: [-0.52, 0.74, 0], b: [0.12, 0.76, 0], ra: 0.24, rb: 0.22, colour: paint },
  ], 0.12, kit.cells)
  mesh.part('eye')
  const glass = rgb('#1c2a36')
  for (const side of [-1, 1]) {
    face(mesh, [[-0.6, 0.66, side * 0.462], [-0.24, 0.66, side * 0.472], [-0.24, 0.9, side * 0.4], [-0.5, 0.9, side * 0.38]], glass)
    face(mesh, [[-0.18, 0.66, side * 0.472], [0.24, 0.66, side * 0.455], [0.1, 0.88, side * 0.385], [-0.18, 0.9, side * 0.4]], glass)
  }
  ball(mesh, [0.2, 0.76, 0], [0.18, 0.15, 0.35], glass, 24)
  ball(mesh, [-0.62, 0.76, 0], [0.16, 0.14, 0.34], glass, 24)
  mesh.part('metal')
  box(mesh, [1.0, 0.26, 0], [0.08, 0.1, 0.86], rgb('#c9ced4'))
  box(mesh, [-1.0, 0.28, 0], [0.08, 0.1, 0.9], rgb('#c9ced4'))
  for (const side of [-1, 1]) {
    mesh.part('glow')
    ball(mesh, [0.99, 0.46, side * 0.29], [0.05, 0.085, 0.085], kit.night ? [2.2, 2.0, 1.4] : [0.95, 0.93, 0.85], 16)
    ball(mesh, [-1.0, 0.47, side * 0.32], [0.04, 0.06, 0.09], kit.night ? [1.6, 0.15, 0.1] : [0.6, 0.06, 0.05], 14)
    for (const x of [-0.6, 0.6]) wheel(kit, x, side * 0.46, 0.235)
  }
}

function train(kit: Kit): void {
  const paint = kit.coat('#2f4a3a'), black = rgb('#26272b'), brass = rgb('#cfa043'), { mesh } = kit
  mesh.part('metal')
  mesh.within(place([0, 0.78, 0], { z: -Math.PI / 2 }), () => lathe(mesh, [0, -0.35, 0], [[0.001, 0], [0.34, 0], [0.34, 0], [0.34, 1.3], [0.34, 1.3], [0.28, 1.36], [0.001, 1.38]], (h) => (Math.abs((h % 0.4) - 0.2) < 0.025 ? brass : black), 32))
  lathe(mesh, [0.78, 1.06, 0], [[0.1, 0], [0.1, 0.22], [0.19, 0.44], [0.15, 0.45]], black, 22)
  lathe(mesh, [0.3, 1.08, 0], [[0.14, 0], [0.14, 0.12], [0.08, 0.2], [0.001, 0.22]], brass, 20)
  mesh.part('matte')
  box(mesh, [-0.6, 0.42, 0], [0.62, 0.98, 0.82], paint)
  box(mesh, [-0.6, 1.4, 0], [0.78, 0.07, 0.96], scale(paint, 0.6))
  box(mesh, [0.15, 0.3, 0], [2.1, 0.13, 0.7], rgb('#8a2f28'))
  mesh.part(kit.night ? 'glow' : 'eye')
  for (const side of [-1, 1]) box(mesh, [-0.6, 0.98, side * 0.41], [0.34, 0.28, 0.02], kit.night ? [1.4, 0.95, 0.4] : rgb('#25323c'))
  for (const side of [-1, 1]) for (const [x, r] of [[-0.62, 0.3], [-0.02, 0.3], [0.52, 0.22], [0.92, 0.2]] as const) wheel(kit, x, side * 0.38, r)
  mesh.part('glow')
  ball(mesh, [1.08, 0.84, 0], 0.09, [1.5, 1.3, 0.8], 16)
  mesh.part('matte')
  face(mesh, [[1.05, 0.3, -0.4], [1.05, 0.3, 0.4], [1.42, 0.03, 0]], rgb('#8a2f28'))
  mesh.part('snow')
  for (let i = 0; i < 12; i++) ball(mesh, [0.78 - i * i * 0.018, 1.62 + i * 0.09, kit.random.range(-0.1, 0.1)], 0.1 + i * 0.022, [0.82, 0.82, 0.84], 14, 0.3, 2.5)
}

function hull(kit: Kit, l: number, w: number, d: number, colour: Rgb, rise: number): void {
  const rows: Vec[][] = Array.from({ length: 25 }, (_, i) => {
    const t = i / 24, x = -l + 2 * l * t, wide = w * Math.sin(Math.min(1, t * 0.86 + 0.24) * Math.PI) ** 0.55 * (t > 0.98 ? 0.02 : 1), top = d + rise * (2 * t - 0.9) ** 2
    return Array.from({ length: 15 }, (_, j): Vec => {
      const a = (j / 14 - 0.5) * Math.PI
      return [x + 0.22 * t * Math.cos(a) * -1, top * (1 - Math.cos(a) ** 0.8) , wide * Math.sin(a)]
    })
  })
  kit.mesh.part('wood')
  sheet(kit, rows, (_u, v) => (Math.abs(v - 0.5) > 0.44 ? scale(colour, 1.5) : Math.floor(v * 28) % 2 ? colour : scale(colour, 0.82)))
  const deck: Vec[][] = rows.map((row) => [[row[0]![0], row[0]![1] - 0.09, row[0]![2]], [row[14]![0], row[14]![1] - 0.09, row[14]![2]]])
  kit.mesh.part('wood')
  sheet(kit, deck, scale(colour, 1.35))
}

function sail(kit: Kit, x: number, low: number, high: number, half: number, belly: number, colour: Rgb): void {
  kit.mesh.part('cloth')
  sheet(kit, Array.from({ length: 11 }, (_, i) => Array.from({ length: 11 }, (_, j): Vec => {
    const t = i / 10, u = j / 5 - 1, w = half * (1 - 0.2 * t)
    return [x + belly * (1 - u * u) * Math.sin((0.15 + 0.75 * t) * Math.PI) + 0.04, low + (high - low) * t, u * w]
  })), (u) => scale(colour, 0.9 + 0.15 * u))
}

function ship(kit: Kit): void {
  const wood = rgb('#6e4528'), cloth = kit.coat('#f3ead6'), { mesh } = kit
  hull(kit, 1.25, 0.4, 0.42, wood, 0.3)
  mesh.part('wood')
  box(mesh, [-0.95, 0.5, 0], [0.5, 0.28, 0.56], scale(wood, 1.2))
  tube(mesh, [[1.15, 0.66, 0, 0.035], [1.8, 0.95, 0, 0.012]], wood, 8, 2)
  for (const [x, h, w] of [[0.68, 1.95, 0.5], [-0.02, 2.4, 0.62], [-0.72, 1.85, 0.46]] as const) {
    mesh.part('wood')
    tube(mesh, [[x, 0.3, 0, 0.045], [x, h, 0, 0.018]], wood, 9, 2)
    sail(kit, x, 0.72, h * 0.58, w, 0.26, cloth)
    sail(kit, x, h * 0.61, h * 0.82, w * 0.78, 0.2, cloth)
    sail(kit, x, h * 0.84, h * 0.97, w * 0.55, 0.13, cloth)
    mesh.part('cloth')
    face(mesh, [[x, h, 0], [x, h + 0.14, 0], [x - 0.34, h + 0.07, 0.05]], kit.accent)
    mesh.part('wood')
    for (const y of [h * 0.595, h * 0.83, h * 0.97]) tube(mesh, [[x + 0.02, y, -w * 0.85, 0.014], [x + 0.02, y, w * 0.85, 0.014]], wood, 6, 1)
  }
  mesh.part('cloth')
  face(mesh, [[1.72, 0.92, 0], [0.72, 1.75, 0.02], [0.8, 0.75, 0.14]], cloth)
}

function boat(kit: Kit): void {
  const wood = kit.coat('#9a5f35'), { mesh } = kit
  hull(kit, 1.05, 0.36, 0.34, wood, 0.24)
  mesh.part('wood')
  for (const x of [-0.45, 0.15, 0.6]) box(mesh, [x, 0.3, 0], [0.16, 0.04, 0.66], scale(wood, 1.3))
  for (const side of [-1, 1]) {
    tube(mesh, [[-0.1, 0.42, side * 0.3, 0.02], [-0.32, 0.14, side * 0.95, 0.02]], rgb('#c9a26a'), 7, 2)
    ball(mesh, [-0.36, 0.08, side * 1.04], [0.05, 0.05, 0.16], rgb('#c9a26a'), 12)
  }
  mesh.part('metal')
  tube(mesh, [[0.95, 0.5, 0, 0.014], [0.98, 0.95, 0, 0.012], [1.12, 1.0, 0, 0.01]], rgb('#4a4a50'), 6, 3)
  mesh.part('glow')
  ball(mesh, [1.12, 0.9, 0], [0.07, 0.1, 0.07], kit.night ? [2, 1.2, 0.4] : [0.95, 0.75, 0.4], 14)
}

function rocket(kit: Kit): void {
  const body = kit.coat('#ece9e4'), red = kit.accent, { mesh } = kit
  mesh.part('metal')
  lathe(mesh, [0, 0.45, 0], [[0.2, 0], [0.3, 0.12], [0.38, 0.6], [0.36, 1.15], [0.28, 1.6], [0.27, 1.62]], (h) => (h > 0.78 && h < 0.9 ? red : body), 40)
  lathe(mesh, [0, 2.07, 0], [[0.27, 0], [0.19, 0.28], [0.08, 0.52], [0.001, 0.62]], red, 36)
  lathe(mesh, [0, 0.3, 0], [[0.27, 0], [0.19, 0.18]], rgb('#4a4d54'), 30)
  for (let i = 0; i < 4; i++) mesh.within(place([0, 0, 0], { y: i * 1.5708 + 0.6 }), () => slab(mesh, [[0.28, 0.52], [0.36, 1.0], [0.56, 0.66], [0.7, 0.08], [0.52, 0.2]], 0, 0.06, red))
  for (const [y, r] of [[1.62, 0.13], [1.18, 0.1]] as const) {
    mesh.part('metal')
    ball(mesh, [0, y, 0.28 + (1.7 - y) * 0.16], [r * 1.3, r * 1.3, 0.06], rgb('#8d929a'), 24)
    mesh.part('eye')
    ball(mesh, [0, y, 0.3 + (1.7 - y) * 0.16], [r, r, 0.07], rgb('#2a5f86'), 24)
  }
  mesh.part('glow')
  lathe(mesh, [0, 0.3, 0], [[0.16, 0], [0.2, -0.14], [0.11, -0.5], [0.001, -0.85]], (h) => [2.2, 0.9 + h * 0.5, 0.2], 24)
  lathe(mesh, [0, 0.3, 0], [[0.1, 0], [0.1, -0.14], [0.001, -0.42]], [2.4, 2.1, 1.2], 20)
  mesh.part('snow')
  for (let i = 0; i < 26; i++) {
    const t = i / 26, a = kit.random.range(0, 6.28), r = 0.1 + t * 0.75
    ball(mesh, [Math.cos(a) * r * 0.7, -0.35 - t * 0.65, Math.sin(a) * r * 0.7], 0.12 + t * 0.24, blend([1.0, 0.72, 0.45], [0.8, 0.8, 0.84], Math.min(1, t * 1.6)), 14, 0.3, 2.5)
  }
}

function plane(kit: Kit): void {
  const body = kit.coat('#e9e6e0'), trim = kit.accent, { mesh } = kit
  mesh.part('metal')
  sculpt(mesh, [{ a: [-0.9, 0.98, 0], b: [0.5, 0.85, 0], ra: 0.08, rb: 0.25, colour: body }, { a: [0.4, 0.85, 0], b: [0.95, 0.82, 0], ra: 0.25, rb: 0.17, colour: body }, { at: [0, 0.72, 0], radii: [1.2, 0.06, 0.5], colour: trim, paint: true }], 0.06, kit.cells)
  for (const side of [-1, 1]) {
    slabWing(kit, [0.42, 0.8, side * 0.1], 1.45, 0.52, side, body)
    slabWing(kit, [-0.72, 0.98, side * 0.04], 0.52, 0.26, side, trim)
    mesh.part('matte')
    mesh.within(place([0.28, 0.7, side * 0.62], { z: -Math.PI / 2 }), () => lathe(mesh, [0, -0.2, 0], [[0.05, 0], [0.1, 0.1], [0.11, 0.32], [0.08, 0.36]], trim, 18))
  }
  mesh.part('matte')
  slab(mesh, [[-0.55, 1.0], [-0.88, 1.45], [-1.02, 1.45], [-0.92, 0.98]], 0, 0.05, trim)
  mesh.part('eye')
  ball(mesh, [0.78, 0.96, 0], [0.16, 0.09, 0.14], rgb('#1d3040'), 18)
  for (let i = 0; i < 7; i++) for (const side of [-1, 1]) ball(mesh, [0.5 - i * 0.15, 0.92, side * (0.22 - i * 0.014)], [0.035, 0.045, 0.02], rgb('#1d3040'), 8)
}

function slabWing(kit: Kit, root: Vec, length: number, chord: number, side: number, colour: Rgb): void {
  kit.mesh.part('metal')
  for (const lift of [0.022, -0.022]) sheet(kit, Array.from({ length: 7 }, (_, i) => Array.from({ length: 4 }, (_, j): Vec => {
    const t = i / 6, u = j / 3
    return [root[0] - t * length * 0.42 - u * chord * (1 - 0.6 * t), root[1] + t * length * 0.1 + lift * Math.sin((0.1 + 0.85 * u) * Math.PI), root[2] + side * t * length]
  })), colour)
}

function balloon(kit: Kit): void {
  const main = kit.coat('#d6483c'), other = kit.accent, { mesh } = kit
  const cream = rgb('#f6ead0')
  mesh.part('cloth')
  const profile = Array.from({ length: 30 }, (_, i) => {
    const t = i / 29, a = t * Math.PI * 0.93 + 0.22
    return [Math.max(0.001, Math.sin(a) * 0.86 * (t < 0.35 ? 0.72 + 0.8 * t : 1)), 1.62 - Math.cos(a) * 1.0] as const
  })
  lathe(mesh, [0, 0, 0], profile.map(([r, y], i) => (i === 29 ? ([0.001, y] as const) : ([r, y] as const))), (h, a) => {
    const gore = Math.floor((a / 6.2832) * 16 + 1e-6) % 2
    return h > 1.5 && h < 1.78 ? (gore ? cream : other) : gore ? main : cream
  }, 96)
  mesh.part('wood')
  box(mesh, [0, 0, 0], [0.36, 0.28, 0.36], rgb('#9a6a3a'), 1.12)
  mesh.part('glow')
  ball(mesh, [0, 0.52, 0], [0.05, 0.1, 0.05], [2, 1.1, 0.3], 10)
  mesh.part('wood')
  for (const x of [-1, 1]) for (const z of [-1, 1]) tube(mesh, [[x * 0.19, 0.26, z * 0.19, 0.01], [x * 0.2, 0.72, z * 0.2, 0.01]], rgb('#4a3828'), 5, 1)
}

function ufo(kit: Kit): void {
  const hullColour = kit.coat('#9aa5b4'), { mesh } = kit
  mesh.part('metal')
  lathe(mesh, [0, 1.1, 0], [[0.001, -0.2], [0.4, -0.18], [1.0, 0], [1.06, 0.04], [1.0, 0.09], [0.5, 0.24], [0.42, 0.26]], hullColour, 56)
  mesh.part('glass')
  ball(mesh, [0, 1.32, 0], [0.42, 0.34, 0.42], rgb('#8fd9e8'), 28)
  mesh.part('glow')
  for (let i = 0; i < 12; i++) ball(mesh, [Math.cos(i * 0.5236) * 0.86, 1.17, Math.sin(i * 0.5236) * 0.86], 0.055, i % 2 ? [1.6, 1.2, 0.4] : [0.4, 1.5, 1.3], 10)
  lathe(mesh, [0, 1.1, 0], [[0.26, -0.21], [0.001, -0.22]], [0.6, 1.8, 1.5], 24)
}

const moves = (draw: (kit: Kit) => void, habitat: Subject['habitat'], places: Subject['places'], scale: number, turn: readonly [number, number] = [-0.75, -0.25]): Subject => ({ draw, habitat, places, scale, turn })

export const VEHICLES = {
  car: moves(car, 'land', ['city', 'desert', 'mountains', 'beach'], 1.6),
  train: moves(train, 'land', ['meadow', 'mountains', 'snowfield'], 2.4),
  ship: moves(ship, 'water', ['sea'], 2.8),
  boat: moves(boat, 'water', ['lake', 'sea'], 1.4),
  rocket: moves(rocket, 'air', ['space', 'sky', 'moon'], 2.6, [-0.4, 0.4]),
  plane: moves(plane, 'air', ['sky', 'mountains'], 2.4, [-0.95, -0.35]),
  balloon: moves(balloon, 'air', ['sky', 'mountains', 'meadow'], 2.4, [-0.5, 0.5]),
  ufo: moves(ufo, 'air', ['desert', 'meadow', 'city'], 2.2, [0, 0]),
} satisfies Record<string, Subject>
