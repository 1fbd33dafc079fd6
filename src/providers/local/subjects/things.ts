import { type Rgb, blend, rgb, scale, shift } from '../paint/colour.ts'
import { broadleaf, leaves, pine, saguaro } from '../paint/flora.ts'
import { type Vec, place } from '../paint/mesh.ts'
import { planet } from '../paint/places.ts'
import { chain, sculpt } from '../paint/sculpt.ts'
import { ball, box, face, lathe, slab, tube } from '../paint/shapes.ts'
import { sheet } from './creatures.ts'
import type { Kit, Subject } from './kit.ts'

function flower(kit: Kit): void {
  const petal = kit.coat(kit.random.pick(['#e0486a', '#ee9a3a', '#b56ad0', '#f0d24a', '#f4f0ea'])), { mesh, random } = kit
  const rings = random.int(2, 4), wide = random.range(0.26, 0.4), long = random.range(0.62, 0.82)
  mesh.part('leaf')
  tube(mesh, [[0, 0, 0, 0.045], [0.06, 0.6, 0.02, 0.04], [0, 1.35, 0, 0.04]], rgb('#4b7d3a'), 10, 6)
  for (const [y, a] of [[0.35, 0.5], [0.65, 3.4]] as const) leafBlade(kit, [0.03, y, 0], a, 0.62, rgb('#4f8a3c'))
  mesh.within(place([0, 1.38, 0], { x: 0.85, z: -0.15 }), () => {
    for (let ring = 0; ring < rings; ring++) {
      const n = 9 + ring * 2, open = 0.25 + ring * (0.75 / rings)
      for (let i = 0; i < n; i++) {
        const a = ((i + ring * 0.5) / n) * 6.283, tilt = 0.15 + (1 - open) * 1.05
        mesh.part('leaf')
        sheet(kit, Array.from({ length: 9 }, (_, k) => Array.from({ length: 7 }, (_, j): Vec => {
          const t = k / 8, u = j / 3 - 1, w = wide * 0.5 * Math.sin(Math.min(1, t * 0.9 + 0.12) * Math.PI) ** 0.7
          const r = 0.1 + t * long * (0.6 + 0.4 * open), rise = Math.sin(tilt) * t * long + 0.08 * (u * u) + 0.1 * t * t, c = Math.cos(tilt)
          return [Math.cos(a) * r * c - Math.sin(a) * u * w, rise, Math.sin(a) * r * c + Math.cos(a) * u * w]
        })), (t) => blend(scale(petal, 0.62), blend(petal, [1, 0.95, 0.9], 0.25 * t), t))
      }
    }
    mesh.part('fur')
    ball(mesh, [0, 0.07, 0], [0.2, 0.13, 0.2], rgb('#d99a2a'), 20, 0.2, 7)
  })
}

function leafBlade(kit: Kit, at: Vec, angle: number, long: number, colour: Rgb): void {
  kit.mesh.part('leaf')
  sheet(kit, Array.from({ length: 9 }, (_, k) => Array.from({ length: 5 }, (_, j): Vec => {
    const t = k / 8, u = j / 2 - 1, w = long * 0.2 * Math.sin(Math.min(1, t * 0.95 + 0.05) * Math.PI), r = t * long
    return [at[0] + Math.cos(angle) * r - Math.sin(angle) * u * w, at[1] + 0.45 * long * Math.sin(t * 2) - 0.06 * Math.abs(u), at[2] + Math.sin(angle) * r + Math.cos(angle) * u * w]
  })), (t, v) => scale(colour, 0.8 + 0.3 * t - (Math.abs(v - 0.5) < 0.1 ? 0.2 : 0)))
}

function mushroom(kit: Kit): void {
  const cap = kit.coat('#cf3a2a'), { mesh, random } = kit
  for (const [x, z, k] of [[0, 0, 1], [0.62, 0.25, 0.5], [-0.52, 0.34, 0.36]] as const) {
    mesh.part('skin')
    lathe(mesh, [x, 0, z], [[0.24, 0], [0.17, 0.12], [0.13, 0.6], [0.16, 0.82]].map(([r, y]) => [r! * k, y! * k] as const), rgb('#f1e8d6'), 28)
    lathe(mesh, [x, 0.52 * k, z], [[0.15, 0.12], [0.27, 0]].map(([r, y]) => [r! * k, y! * k] as const), rgb('#f6efe0'), 28)
    lathe(mesh, [x, 0.8 * k, z], [[0.14, 0], [0.6, -0.07]].map(([r, y]) => [r! * k, y! * k] as const), (_h, a) => scale(rgb('#ead9bd'), 0.75 + 0.25 * Math.abs(Math.sin(a * 24))), 96)
    const profile = [[0.6, -0.07], [0.64, 0], [0.6, 0.16], [0.44, 0.36], [0.22, 0.48], [0.001, 0.52]] as const
    lathe(mesh, [x, 0.8 * k, z], profile.map(([r, y]) => [r * k, y * k] as const), cap, 44)
    for (let i = 0; i < 16; i++) {
      const a = random.range(0, 6.28), t = random.range(0.1, 0.95), r = 0.62 * Math.cos(t * 1.35) * k, y = (0.8 + 0.5 * Math.sin(t * 1.45)) * k
      mesh.part('matte')
      ball(mesh, [x + Math.cos(a) * r, y, z + Math.sin(a) * r], [0.06 * k, 0.03 * k, 0.06 * k], rgb('#fbf6ea'), 10)
    }
  }
}

function crystal(kit: Kit): void {
  const c = kit.coat(kit.random.pick(['#6aa8e8', '#b06ae0', '#5ad0b0', '#e86a9a'])), { mesh, random } = kit
  for (let i = 0; i < 13; i++) {
    const a = i * 2.4, out = i === 0 ? 0 : random.range(0.15, 0.5), h = (i === 0 ? 2.0 : random.range(0.5, 1.5)) * (1 - out * 0.5), r = h * random.range(0.11, 0.16) + 0.04
    mesh.within(place([Math.cos(a) * out * 0.6, -0.05, Math.sin(a) * out * 0.6], { x: Math.sin(a) * out * 1.1, z: -Math.cos(a) * out * 1.1 }), () => {
      const tone = shift(c, random.range(-16, 16), 1, random.range(0.85, 1.12))
      const p = (k: number, y: number, q: number): Vec => [Math.cos((k / 6) * 6.283) * r * q, y, Math.sin((k / 6) * 6.283) * r * q]
      for (let k = 0; k < 6; k++) {
        mesh.part('glass')
        face(mesh, [p(k + 1, 0, 0.8), p(k, 0, 0.8), p(k, h * 0.76, 1), p(k + 1, h * 0.76, 1)], scale(tone, 0.75 + 0.1 * (k % 3)))
        mesh.part('glass')
        face(mesh, [p(k + 1, h * 0.76, 1), p(k, h * 0.76, 1), [0, h, 0]], scale(tone, 1.0 + 0.12 * (k % 3)))
      }
    })
  }
  mesh.part('stone')
  ball(mesh, [0, -0.06, 0], [0.75, 0.2, 0.65], rgb('#5d5a63'), 22, 0.4, 3)
}

function teapot(kit: Kit): void {
  const c = kit.coat(kit.random.pick(['#3f7f86', '#c9654a', '#e6dcc8', '#54688f'])), { mesh } = kit
  const rim = kit.random.chance(0.5) ? rgb('#d2a54a') : scale(c, 0.6)
  mesh.part('eye')
  lathe(mesh, [0, 0, 0], [[0.4, 0], [0.42, 0.03], [0.66, 0.3], [0.7, 0.52], [0.6, 0.8], [0.4, 0.98], [0.38, 1.0]], (h) => (h > 0.66 && h < 0.72 ? rim : c), 52)
  lathe(mesh, [0, 1.0, 0], [[0.41, 0], [0.4, 0.03], [0.28, 0.13], [0.08, 0.18], [0.06, 0.22], [0.11, 0.3], [0.07, 0.37], [0.001, 0.38]], (h) => (h > 0.2 ? rim : c), 40)
  tube(mesh, [[0.55, 0.38, 0, 0.17], [0.86, 0.5, 0, 0.13], [0.98, 0.78, 0, 0.09], [1.18, 0.98, 0, 0.075]], c, 20, 8)
  tube(mesh, [[-0.56, 0.78, 0, 0.06], [-0.92, 0.88, 0, 0.065], [-1.08, 0.62, 0, 0.065], [-0.9, 0.34, 0, 0.06], [-0.62, 0.28, 0, 0.055]], c, 16, 8)
}

function cup(kit: Kit): void {
  const c = kit.coat('#e8e1d3'), { mesh, random } = kit
  mesh.part('eye')
  lathe(mesh, [0, 0, 0], [[0.9, 0.06], [0.86, 0.02], [0.4, 0], [0.38, 0.02], [0.86, 0.05], [0.93, 0.1]], c, 52)
  lathe(mesh, [0, 0.05, 0], [[0.3, 0], [0.32, 0.04], [0.52, 0.35], [0.58, 0.78], [0.58, 0.8], [0.53, 0.79], [0.5, 0.6]], (h) => (h > 0.62 && h < 0.68 ? kit.accent : c), 48)
  mesh.part('eye')
  lathe(mesh, [0, 0.72, 0], [[0.53, 0], [0.001, 0.004]], rgb('#4a2a18'), 40)
  tube(mesh, [[-0.52, 0.68, 0, 0.05], [-0.84, 0.7, 0, 0.055], [-0.88, 0.45, 0, 0.055], [-0.5, 0.3, 0, 0.045]], c, 14, 8)
  mesh.part('glass')
  for (let i = 0; i < 3; i++) tube(mesh, [0, 0.33, 0.66, 1].map((t) => [-0.15 + i * 0.16 + 0.09 * Math.sin(t * 6 + i * 2), 0.82 + t * 0.75, random.range(-0.05, 0.05), 0.03 * (1 - t) + 0.004] as const), [0.75, 0.75, 0.75], 7, 6)
}

function chair(kit: Kit): void {
  const cloth = kit.coat('#3f7a72'), { mesh } = kit
  mesh.part('cloth')
  sculpt(mesh, [
    ...chain([[-0.42, 0.52, -0.38, 0.17], [-0.42, 0.52, 0.38, 0.17]], cloth), ...chain([[0.4, 0.5, -0.38, 0.17], [0.4, 0.5, 0.38, 0.17]], cloth), ...chain([[0, 0.52, -0.38, 0.2], [0, 0.52, 0.38, 0.2]], cloth),
    ...chain([[-0.5, 0.75, -0.38, 0.17], [-0.62, 1.5, -0.3, 0.15]], cloth), ...chain([[-0.5, 0.75, 0.38, 0.17], [-0.62, 1.5, 0.3, 0.15]], cloth), ...chain([[-0.5, 0.75, 0, 0.18], [-0.63, 1.55, 0, 0.16]], cloth),
    ...chain([[-0.4, 0.85, 0.56, 0.14], [0.42, 0.82, 0.56, 0.13]], cloth), ...chain([[-0.4, 0.85, -0.56, 0.14], [0.42, 0.82, -0.56, 0.13]], cloth),
  ], 0.13, kit.cells)
  mesh.part('cloth')
  ball(mesh, [-0.22, 0.95, 0.02], [0.14, 0.27, 0.3], kit.accent, 24)
  mesh.part('wood')
  for (const x of [-0.42, 0.42]) for (const z of [-0.44, 0.44]) tube(mesh, [[x, 0.42, z, 0.055], [x * 1.16, 0, z * 1.12, 0.03]], rgb('#6e4a2e'), 10, 2)
}

function sword(kit: Kit): void {
  const gold = rgb('#cf9f3e'), { mesh } = kit, steel = kit.coat('#ccd5de')
  mesh.within(place([0, 0.1, 0], { z: kit.random.range(-0.2, 0.2) }), () => {
    mesh.part('metal')
    for (const s of [-1, 1]) {
      face(mesh, [[-0.12, 0.75, 0], [0, 0.75, s * 0.04], [0, 2.25, s * 0.03], [-0.09, 2.12, 0]], steel)
      face(mesh, [[0.12, 0.75, 0], [0.09, 2.12, 0], [0, 2.25, s * 0.03], [0, 0.75, s * 0.04]], scale(steel, 0.72))
      face(mesh, [[-0.09, 2.12, 0], [0, 2.25, s * 0.03], [0, 2.42, 0]], steel)
      face(mesh, [[0.09, 2.12, 0], [0, 2.42, 0], [0, 2.25, s * 0.03]], scale(steel, 0.8))
    }
    mesh.part('metal')
    tube(mesh, [[-0.5, 0.8, 0, 0.035], [-0.3, 0.72, 0, 0.05], [0, 0.72, 0, 0.07], [0.3, 0.72, 0, 0.05], [0.5, 0.8, 0, 0.035]], gold, 12, 5)
    ball(mesh, [0, 0.14, 0], 0.09, gold, 20)
    mesh.part('cloth')
    tube(mesh, [[0, 0.2, 0, 0.05], [0, 0.42, 0, 0.06], [0, 0.68, 0, 0.05]], (t) => (Math.floor(t * 12) % 2 ? rgb('#4a2a20') : rgb('#6a3f2e')), 12, 8)
    mesh.part('glass')
    ball(mesh, [0, 0.72, 0.05], 0.055, kit.accent, 14)
  })
}

function book(kit: Kit): void {
  const cover = kit.coat('#7a2f3a'), { mesh } = kit, page = rgb('#f3ead4')
  for (const s of [-1, 1]) {
    const leaf = (y: number, lift: number): Vec[][] => Array.from({ length: 13 }, (_, i) => [-0.62, 0.62].map((z): Vec => [s * (i / 12) * 0.92, y + lift * Math.sin((i / 12) * 2.5) * 0.9, z]))
    mesh.part('cloth')
    sheet(kit, Array.from({ length: 2 }, (_, i) => [-0.68, 0.68].map((z): Vec => [s * i * 1.0, 0.04 + i * 0.05, z])), cover)
    for (let k = 0; k < 7; k++) {
      mesh.part('matte')
      sheet(kit, leaf(0.06 + k * 0.016, 0.05 + k * 0.022), scale(page, 0.9 + k * 0.015))
    }
  }
  mesh.part('glow')
  for (let i = 0; i < 22; i++) ball(mesh, [kit.random.range(-0.5, 0.5), 0.35 + kit.random() * 1.2, kit.random.range(-0.4, 0.4)], kit.random.range(0.012, 0.035), scale(kit.accent, 1.8), 8)
}

function lantern(kit: Kit): void {
  const paper = kit.coat('#d8402c'), gold = rgb('#d8a63c'), { mesh } = kit
  mesh.part('glow')
  lathe(mesh, [0, 0.75, 0], [[0.28, 0], [0.55, 0.18], [0.66, 0.48], [0.55, 0.78], [0.28, 0.96]], (h, a) => scale(paper, (0.72 + 0.28 * Math.abs(Math.cos(a * 8))) * (0.55 + 0.5 * Math.sin((h / 0.96) * Math.PI))), 64)
  mesh.part('metal')
  for (const y of [0.7, 1.68]) lathe(mesh, [0, y, 0], [[0.3, 0], [0.31, 0.02], [0.31, 0.07], [0.26, 0.09], [0.001, 0.09]], gold, 32)
  tube(mesh, [[0, 1.76, 0, 0.02], [0, 2.1, 0, 0.02]], gold, 8, 2)
  mesh.part('cloth')
  for (let i = 0; i < 14; i++) tube(mesh, [[0.03 * Math.cos(i), 0.7, 0.03 * Math.sin(i), 0.014], [0.06 * Math.cos(i), 0.15, 0.06 * Math.sin(i), 0.008]], paper, 5, 2)
}

function apple(kit: Kit): void {
  const c = kit.coat('#cf2f2a'), { mesh } = kit
  mesh.part('eye')
  lathe(mesh, [0, 0, 0], [[0.12, 0.08], [0.3, 0.02], [0.62, 0.24], [0.78, 0.66], [0.7, 1.06], [0.42, 1.26], [0.16, 1.2], [0.001, 1.08]], (h, a) => blend(c, rgb('#e8c04a'), Math.max(0, 0.45 * Math.sin(a * 2 + 1) * (h / 1.3))), 56)
  mesh.part('wood')
  tube(mesh, [[0, 1.05, 0, 0.03], [0.02, 1.3, 0, 0.028], [0.1, 1.5, 0, 0.035]], rgb('#5a3a22'), 9, 4)
  leafBlade(kit, [0.04, 1.3, 0], 0.3, 0.5, rgb('#5a9a3a'))
}

function pumpkin(kit: Kit): void {
  const c = kit.coat('#e07a22'), { mesh } = kit
  mesh.part('skin')
  for (let i = 0; i < 11; i++) ball(mesh, [Math.cos(i * 0.571) * 0.42, 0.6, Math.sin(i * 0.571) * 0.42], [0.4, 0.58, 0.4], scale(c, 0.92 + 0.12 * (i % 2)), 26)
  mesh.part('wood')
  tube(mesh, [[0, 1.05, 0, 0.12], [0.03, 1.25, 0, 0.08], [0.16, 1.42, 0.02, 0.07]], rgb('#6a7a3a'), 9, 4)
  if (!kit.night) return
  mesh.part('glow')
  const front = (points: [number, number][]) => face(mesh, points.map(([z, y]): Vec => [0.83 - 0.25 * z * z, y, z]), [2, 1.1, 0.25])
  for (const s of [-1, 1]) front([[s * 0.14, 0.68], [s * 0.38, 0.68], [s * 0.26, 0.9]])
  front([[-0.34, 0.45], [-0.1, 0.32], [0.1, 0.32], [0.34, 0.45], [0.1, 0.43], [-0.1, 0.43]])
}

function vase(kit: Kit): void {
  const c = kit.coat('#4a73a8'), { mesh, random } = kit
  mesh.part('eye')
  lathe(mesh, [0, 0, 0], [[0.28, 0], [0.3, 0.03], [0.5, 0.4], [0.48, 0.7], [0.24, 1.0], [0.2, 1.14], [0.3, 1.26], [0.26, 1.25], [0.17, 1.1]], (h, a) => (Math.abs(h - 0.5) < 0.2 && Math.sin(a * 8) * Math.cos(h * 20) > 0.2 ? rgb('#f4f0e6') : c), 64)
  for (let i = 0; i < 7; i++) {
    const a = random.range(0, 6.28), r = random.range(0.15, 0.5), y = 1.75 + random.range(-0.15, 0.4), x = Math.cos(a) * r, z = Math.sin(a) * r
    mesh.part('leaf')
    tube(mesh, [[0, 1.1, 0, 0.02], [x * 0.5, 1.45, z * 0.5, 0.018], [x, y, z, 0.015]], rgb('#4a7a3c'), 6, 3)
    leaves(mesh, random, [x, y, z], [0.16, 0.14, 0.16], 70, 0.06, shift(kit.accent, random.range(-25, 25)))
  }
}

function heart(kit: Kit): void {
  const c = kit.coat('#dc3a52')
  kit.mesh.part('eye')
  sculpt(kit.mesh, [{ a: [0, 0.28, 0], b: [0, 1.1, 0.42], ra: 0.12, rb: 0.44, colour: c }, { a: [0, 0.28, 0], b: [0, 1.1, -0.42], ra: 0.12, rb: 0.44, colour: c }], 0.1, kit.cells)
}

function star(kit: Kit): void {
  const c = kit.coat('#f0b92f')
  const clay = Array.from({ length: 5 }, (_, i) => ({ a: [0, 1, 0] as Vec, b: [0, 1 + 0.85 * Math.cos(i * 1.2566), 0.85 * Math.sin(i * 1.2566)] as Vec, ra: 0.36, rb: 0.09, colour: c }))
  kit.mesh.part('metal')
  sculpt(kit.mesh, clay, 0.12, kit.cells)
}

function umbrella(kit: Kit): void {
  const c = kit.coat('#c93a3a'), { mesh } = kit
  mesh.part('cloth')
  lathe(mesh, [0, 1.15, 0], [[1.0, 0], [0.86, 0.24], [0.55, 0.45], [0.001, 0.6]], (_h, a) => (Math.floor((a / 6.2832) * 8 + 1e-6) % 2 ? c : blend(c, rgb('#f6ead0'), 0.85)), 64)
  mesh.part('wood')
  tube(mesh, [[0, 1.84, 0, 0.02], [0, 1.7, 0, 0.03], [0, 0.2, 0, 0.03], [0.02, 0.04, 0, 0.035], [0.16, 0.03, 0, 0.035], [0.2, 0.16, 0, 0.03]], rgb('#6a4428'), 10, 6)
}

function cake(kit: Kit): void {
  const icing = kit.coat('#f2b8c4'), { mesh, random } = kit
  for (const [r, y, h] of [[0.85, 0, 0.5], [0.62, 0.5, 0.45], [0.4, 0.95, 0.38]] as const) {
    mesh.part('matte')
    lathe(mesh, [0, y, 0], [[r, 0], [r, h - 0.05], [r - 0.04, h], [r - 0.04, h], [0.001, h]], y === 0.5 ? rgb('#fbf1e4') : icing, 52)
    for (let i = 0; i < r * 26; i++) ball(mesh, [Math.cos((i / (r * 26)) * 6.29) * r * 0.97, y + h, Math.sin((i / (r * 26)) * 6.29) * r * 0.97], 0.055, rgb('#fdf8ef'), 10)
  }
  for (let i = 0; i < 5; i++) {
    const x = Math.cos(i * 1.257) * 0.2, z = Math.sin(i * 1.257) * 0.2
    mesh.part('matte')
    lathe(mesh, [x, 1.33, z], [[0.03, 0], [0.03, 0.3], [0.001, 0.3]], shift(kit.accent, i * 50), 10)
    mesh.part('glow')
    ball(mesh, [x, 1.7, z], [0.028, 0.06, 0.028], [2.2, 1.3, 0.4], 9)
  }
  mesh.part('eye')
  for (let i = 0; i < 9; i++) ball(mesh, [Math.cos(i * 0.698 + 0.2) * 0.72, 0.55, Math.sin(i * 0.698 + 0.2) * 0.72], 0.08 + 0.01 * random(), rgb('#c9283a'), 12)
}

function guitar(kit: Kit): void {
  const c = kit.coat('#b5692e'), { mesh } = kit
  const outline = Array.from({ length: 48 }, (_, i) => {
    const a = (i / 48) * 6.283, y = -Math.cos(a), waist = y > 0.15 ? 0.72 : 1
    return [Math.sin(a) * 0.52 * waist * (1 - 0.22 * Math.exp(-(((y - 0.12) / 0.2) ** 2))), 0.62 + 0.6 * y] as const
  })
  mesh.within(place([0, 0, 0], { y: Math.PI / 2, z: 0.06 }), () => {
    mesh.part('wood')
    slab(mesh, outline, 0, 0.22, c)
    mesh.part('matte')
    lathe(mesh, [0, 0, 0], [], c)
    mesh.within(place([0, 0.78, 0.115], { x: Math.PI / 2 }), () => lathe(mesh, [0, 0, 0], [[0.15, 0], [0.001, 0.002]], rgb('#1c120c'), 28))
    mesh.part('wood')
    box(mesh, [0, 0.8, 0.11], [0.11, 1.35, 0.06], rgb('#4a2f1f'))
    box(mesh, [0, 2.12, 0.09], [0.18, 0.32, 0.06], rgb('#3a2418'))
    box(mesh, [0, 0.38, 0.11], [0.3, 0.05, 0.05], rgb('#3a2418'))
    mesh.part('metal')
    for (let i = 0; i < 6; i++) tube(mesh, [[-0.04 + i * 0.016, 0.4, 0.175, 0.0035], [-0.04 + i * 0.016, 2.2, 0.175, 0.0035]], rgb('#d8d8d8'), 4, 1)
  })
}

function clock(kit: Kit): void {
  const c = kit.coat('#c9993a'), { mesh, random } = kit
  mesh.within(place([0, 1, 0], { z: -Math.PI / 2 }), () => {
    mesh.part('metal')
    lathe(mesh, [0, -0.12, 0], [[0.001, 0], [0.85, 0], [0.92, 0.06], [0.92, 0.2], [0.84, 0.26], [0.8, 0.2]], c, 56)
    mesh.part('matte')
    lathe(mesh, [0, 0.06, 0], [[0.81, 0], [0.001, 0.003]], rgb('#f8f2e4'), 48)
  })
  mesh.part('matte')
  for (let i = 0; i < 12; i++) ball(mesh, [0.08, 1 + Math.cos(i * 0.5236) * 0.68, Math.sin(i * 0.5236) * 0.68], i % 3 ? 0.025 : 0.045, rgb('#2a2420'), 10)
  const h = random.range(0, 6.28), m = random.range(0, 6.28)
  tube(mesh, [[0.1, 1, 0, 0.03], [0.1, 1 + Math.cos(h) * 0.4, Math.sin(h) * 0.4, 0.015]], rgb('#2a2420'), 8, 2)
  tube(mesh, [[0.11, 1, 0, 0.025], [0.11, 1 + Math.cos(m) * 0.6, Math.sin(m) * 0.6, 0.01]], rgb('#2a2420'), 8, 2)
  mesh.part('metal')
  lathe(mesh, [0, 1.9, 0], [[0.1, 0], [0.12, 0.08], [0.05, 0.14], [0.001, 0.15]], c, 18)
  for (const s of [-1, 1]) tube(mesh, [[0, 0.25, s * 0.5, 0.06], [0, 0, s * 0.62, 0.04]], c, 9, 2)
}

function mountain(kit: Kit): void {
  const rock = kit.coat('#6f6c70'), { mesh, random } = kit
  mesh.part('stone')
  for (let i = 0; i < 7; i++) {
    const a = i * 2.4, out = i === 0 ? 0 : random.range(0.4, 1.1), h = i === 0 ? 1.9 : random.range(0.5, 1.3) * (1.3 - out * 0.5)
    lathe(mesh, [Math.cos(a) * out, -0.05, Math.sin(a) * out * 0.7], Array.from({ length: 9 }, (_, k) => [Math.max(0.001, (1 - k / 8) * h * 0.62 * random.range(0.85, 1.15)), (k / 8) * h] as const), (y) => (y > h * 0.62 + 0.1 * Math.sin(a * 9 + y * 30) ? ([0.86, 0.89, 0.95] as Rgb) : rock), 15)
  }
}

function island(kit: Kit): void {
  const { mesh, random } = kit, grassy = kit.coat('#6a9a42')
  mesh.part('stone')
  lathe(mesh, [0, 0, 0], [[0.001, 0], [0.2, 0.15], [0.5, 0.5], [0.95, 0.85], [1.05, 1.0]], (h, a) => scale(rgb('#7d6650'), 0.75 + 0.35 * Math.abs(Math.sin(a * 5 + h * 7))), 22)
  mesh.part('ground')
  ball(mesh, [0, 1.0, 0], [1.08, 0.16, 1.08], grassy, 30, 0.12, 3)
  for (let i = 0; i < 6; i++) {
    const a = random.range(0, 6.28), r = random.range(0.2, 0.8)
    if (random.chance(0.5)) pine(mesh, random, [Math.cos(a) * r, 1.1, Math.sin(a) * r], random.range(0.5, 0.95), rgb('#3a6a48'), 0.7)
    else broadleaf(mesh, random, [Math.cos(a) * r, 1.1, Math.sin(a) * r], random.range(0.6, 1), rgb('#6f9a3a'), 0.4)
  }
}

const thing = (draw: (kit: Kit) => void, scale = 0.5, turn: readonly [number, number] = [-0.7, 0.2]): Subject => ({ draw, habitat: 'indoors', places: ['studio', 'studio', 'room'], turn, scale })
const grows = (draw: (kit: Kit) => void, places: Subject['places'], scale: number): Subject => ({ draw, habitat: 'land', places, turn: [-1.6, 1.6], scale })

export const THINGS = {
  tree: grows((kit) => broadleaf(kit.mesh, kit.random, [0, 0, 0], 2.4, kit.coat(kit.random.pick(kit.autumn ? ['#d0782c', '#c95a2a', '#d9a032'] : ['#5f8f35', '#7aa03a', '#93a83a', '#4f7f3f'])), 1), ['meadow', 'lake', 'mountains'], 2.8),
  pine: grows((kit) => pine(kit.mesh, kit.random, [0, 0, 0], 2.6, kit.coat('#2f6044'), 1), ['mountains', 'snowfield', 'lake'], 2.8),
  flower: grows(flower, ['garden', 'meadow', 'studio'], 0.5),
  mushroom: grows(mushroom, ['forest'], 0.5),
  cactus: grows((kit) => saguaro(kit.mesh, kit.random, [0, 0, 0], 2.2, kit.coat('#5d8a4a')), ['desert'], 2),
  mountain: grows(mountain, ['mountains'], 3),
  island: { draw: island, habitat: 'air', places: ['sky', 'sea'], turn: [-1, 1], scale: 3 },
  planet: { draw: (kit) => planet(kit.mesh, [0, 1, 0], 0.95, kit.coat('#c98d5a'), kit.random), habitat: 'space', places: ['space'], turn: [-0.5, 0.5], scale: 3 },
  teapot: thing(teapot), cup: thing(cup), chair: thing(chair, 1, [-1.1, -0.4]), sword: thing(sword, 1, [-0.3, 0.3]), crystal: { ...thing(crystal, 0.7), places: ['studio', 'moon', 'forest'] as const },
  book: thing(book, 0.5, [-1.4, -1.1]), lantern: thing(lantern), apple: thing(apple, 0.4), pumpkin: { ...thing(pumpkin, 0.6, [-1.4, -0.8]), places: ['garden', 'forest', 'studio'] as const }, vase: thing(vase, 0.6),
  heart: thing(heart, 0.6, [-1.4, -0.9]), star: thing(star, 0.6, [-1.4, -0.9]), umbrella: thing(umbrella, 1), cake: thing(cake, 0.5), guitar: thing(guitar, 1, [-1.4, -0.9]), clock: thing(clock, 0.5, [-1.3, -0.7]),
} satisfies Record<string, Subject>

/** What stands for words nobody taught us: a smooth sculpture grown from their hash, the same words the same kin. */
export const sculpture: Subject = {
  habitat: 'indoors', places: ['studio', 'studio', 'moon', 'desert', 'beach'], turn: [-1, 1], scale: 1,
  draw(kit) {
    const { mesh, random } = kit, c = kit.coat(random.pick(['#d9694f', '#4f8fb5', '#e0b04a', '#7a67b8', '#4fa58a', '#e6e0d6']))
    const kind = random.int(0, 2), other = shift(c, random.range(30, 90), 1, 1.1)
    if (kind === 0) {
      // a knot: a thick thread on a torus
      const p = random.pick([2, 3]), q = random.pick([3, 5]), r = random.range(0.14, 0.22)
      mesh.part(random.pick(['eye', 'metal', 'matte']))
      tube(mesh, Array.from({ length: 61 }, (_, i) => {
        const a = (i / 60) * 6.283185, k = 0.62 + 0.26 * Math.cos(q * a)
        return [k * Math.cos(p * a), 1.1 + 0.9 * k * Math.sin(p * a), 0.34 * Math.sin(q * a), r] as const
      }), (t) => blend(c, other, 0.5 - 0.5 * Math.cos(t * 6.283)), 20, 4)
      return
    }
    if (kind === 1) {
      mesh.part('eye')
      const n = random.int(5, 9)
      sculpt(mesh, Array.from({ length: n }, (_, i) => ({ at: [random.range(-0.5, 0.5), 0.35 + (i / n) * 1.6, random.range(-0.35, 0.35)] as Vec, radii: [random.range(0.2, 0.45), random.range(0.2, 0.4), random.range(0.2, 0.4)] as Vec, colour: blend(c, other, i / n) })), 0.24, kit.cells)
      return
    }
    // a fan of turned slabs
    const n = random.int(12, 22), twist = random.range(0.08, 0.3), wave = random.range(2, 5)
    for (let i = 0; i < n; i++) mesh.within(place([0, (i / n) * 2, 0], { y: i * twist }), () => {
      mesh.part('matte')
      const w = 0.55 + 0.35 * Math.sin((i / n) * wave + 1)
      box(mesh, [0, 0, 0], [w * 1.6, (2 / n) * 0.8, w], blend(c, other, i / n))
    })
  },
}
