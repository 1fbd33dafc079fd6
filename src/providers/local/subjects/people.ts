import { type Rgb, rgb, scale, shift } from '../paint/colour.ts'
import { type Clay, both, chain, sculpt } from '../paint/sculpt.ts'
import { ball, box, face, lathe, tube } from '../paint/shapes.ts'
import { eyes } from './creatures.ts'
import type { Kit, Subject } from './kit.ts'

/** Arms and legs in a stance of their own, facing +x. `bulk` thickens everything (a space suit). */
function limbs(kit: Kit, bulk: number, sleeve: Rgb, hand: Rgb, trouser: Rgb, shoe: Rgb): Clay[] {
  const { random, pose } = kit
  const stride = pose === 'running' ? 0.34 : random.range(0.02, 0.12), wave = random.chance(0.35)
  const clay: Clay[] = []
  for (const side of [-1, 1]) {
    const swing = stride * side, z = side * 0.16 * bulk
    clay.push(
      { a: [0, 0.92, z], b: [swing * 0.5 + 0.03, 0.5, z], ra: 0.125 * bulk, rb: 0.09 * bulk, colour: trouser },
      { a: [swing * 0.5 + 0.03, 0.5, z], b: [swing - 0.01, 0.12, z], ra: 0.09 * bulk, rb: 0.072 * bulk, colour: trouser },
      { a: [swing - 0.02, 0.07, z], b: [swing + 0.15, 0.06, z], ra: 0.085 * bulk, rb: 0.07 * bulk, colour: shoe },
    )
    const up = wave && side === 1
    const elbow = up ? [0.1, 1.5, side * 0.52] : [-swing * 0.5 - 0.02, 1.12, side * 0.36 * bulk], wrist = up ? [0.16, 1.86, side * 0.5] : [-swing + 0.12, 0.86, side * 0.36 * bulk]
    clay.push(
      { a: [0, 1.44, side * 0.25 * bulk], b: elbow as never, ra: 0.1 * bulk, rb: 0.078 * bulk, colour: sleeve },
      { a: elbow as never, b: wrist as never, ra: 0.078 * bulk, rb: 0.06 * bulk, colour: sleeve },
      { at: wrist as never, radii: [0.075 * bulk, 0.085 * bulk, 0.07 * bulk], colour: hand },
    )
  }
  return clay
}

function person(kit: Kit): void {
  const { random } = kit
  const skin = rgb(random.pick(['#f1c9a5', '#d9a074', '#a86f48', '#6e452c'])), coat = kit.coat(random.pick(['#b8443a', '#2f5f8f', '#d9a036', '#4f7a56', '#6a4f8f']))
  const hair = rgb(random.pick(['#2a1c16', '#5a3721', '#1c1b20', '#a8682f'])), trouser = shift(rgb('#3b4256'), random.range(-40, 40))
  const clay: Clay[] = [
    ...limbs(kit, 1, coat, skin, trouser, rgb('#3a2a22')),
    ...chain([[0, 0.9, 0, 0.2], [0, 1.2, 0, 0.2], [0, 1.42, 0, 0.19]], coat),
    ...both({ at: [0, 1.42, 0.16], radii: [0.15, 0.12, 0.14], colour: coat }),
    { a: [0, 1.5, 0], b: [0.02, 1.66, 0], ra: 0.09, rb: 0.08, colour: skin },
    { at: [0.03, 1.86, 0], radii: [0.2, 0.235, 0.195], colour: skin },
    { at: [0.22, 1.82, 0], radii: [0.04, 0.045, 0.035], colour: skin },
  ]
  kit.mesh.part('cloth')
  sculpt(kit.mesh, clay, 0.06, kit.cells)
  // a coat's skirt, a scarf, and hair over the back of the head
  lathe(kit.mesh, [0, 0, 0], [[0.36, 0.62], [0.3, 0.8], [0.22, 1.05], [0.2, 1.2]], (_h, a) => scale(coat, 0.85 + 0.2 * Math.abs(Math.sin(a * 5))), 32)
  kit.mesh.part('cloth')
  lathe(kit.mesh, [0.01, 1.52, 0], [[0.15, -0.04], [0.19, 0.02], [0.16, 0.09], [0.1, 0.12]], kit.accent, 24)
  tube(kit.mesh, [[-0.12, 1.55, 0.05, 0.06], [-0.35, 1.42, 0.1, 0.055], [-0.6, 1.4, 0.06, 0.05], [-0.8, 1.32, 0.12, 0.02]], kit.accent, 10, 5)
  kit.mesh.part('fur')
  sculpt(kit.mesh, [{ at: [-0.05, 1.93, 0], radii: [0.215, 0.225, 0.22], colour: hair }, { at: [-0.1, 1.78, 0], radii: [0.16, random.range(0.2, 0.36), 0.2], colour: hair }, { a: [0.1, 2.08, -0.06], b: [0.17, 2.0, 0.1], ra: 0.07, rb: 0.045, colour: hair }], 0.07, Math.round(kit.cells * 0.5))
  eyes(kit, [0.205, 1.89, 0.075], 0.026)
}

function astronaut(kit: Kit): void {
  const suit = kit.coat('#eceae6'), trim = kit.accent, grey = rgb('#8d9096')
  const clay: Clay[] = [
    ...limbs(kit, 1.35, suit, trim, suit, grey),
    ...chain([[0, 0.95, 0, 0.29], [0, 1.3, 0, 0.31], [0, 1.46, 0, 0.27]], suit),
    { at: [-0.3, 1.32, 0], radii: [0.2, 0.36, 0.3], colour: grey },
    ...[0.55, 1.02].map((y): Clay => ({ at: [0, y, 0], radii: [0.5, 0.035, 0.5], colour: trim, paint: true })),
  ]
  kit.mesh.part('cloth')
  sculpt(kit.mesh, clay, 0.07, kit.cells)
  kit.mesh.part('matte')
  ball(kit.mesh, [0, 1.92, 0], 0.34, suit, 32)
  lathe(kit.mesh, [0, 1.55, 0], [[0.24, 0], [0.28, 0.05], [0.24, 0.1]], grey, 28)
  kit.mesh.part('metal')
  ball(kit.mesh, [0.1, 1.93, 0], [0.285, 0.24, 0.275], rgb('#c98a2c'), 32)
  kit.mesh.part('matte')
  box(kit.mesh, [0.29, 1.2, 0], [0.08, 0.2, 0.28], grey)
  kit.mesh.part('glow')
  for (const [z, c] of [[-0.08, '#e0503c'], [0, '#4fc4e0'], [0.08, '#8fd95a']] as const) ball(kit.mesh, [0.335, 1.31, z], 0.022, rgb(c), 8)
}

function robot(kit: Kit): void {
  const body = kit.coat('#7fa6b8'), dark = scale(body, 0.35), light: Rgb = kit.night ? [0.3, 1.3, 1.5] : [0.25, 0.9, 1.1], { mesh } = kit
  mesh.part('metal')
  lathe(mesh, [0, 0.72, 0], [[0.22, 0], [0.36, 0.1], [0.4, 0.3], [0.38, 0.58], [0.28, 0.72], [0.1, 0.76]], (h) => (h > 0.27 && h < 0.33 ? dark : body), 36)
  mesh.part('matte')
  lathe(mesh, [0, 1.46, 0], [[0.1, 0], [0.1, 0.14]], dark, 18)
  mesh.part('metal')
  lathe(mesh, [0, 1.56, 0], [[0.24, 0], [0.36, 0.06], [0.38, 0.26], [0.3, 0.42], [0.001, 0.48]], body, 36)
  mesh.part('eye')
  ball(mesh, [0.16, 1.76, 0], [0.26, 0.14, 0.29], rgb('#10141a'), 28)
  for (const side of [-1, 1]) {
    mesh.part('glow')
    ball(mesh, [0.39, 1.77, side * 0.12], [0.04, 0.055, 0.05], light, 14)
    mesh.part('metal')
    lathe(mesh, [0, 1.74, side * 0.38], [[0.09, -0.09], [0.09, 0.09]], dark, 16)
    ball(mesh, [0, 1.3, side * 0.44], 0.13, dark, 18)
    const raise = side === 1 && kit.random.chance(0.5) ? 0.9 : 0
    tube(mesh, [[0, 1.3, side * 0.46, 0.075], [0.06, 1.05 + raise * 0.3, side * 0.6, 0.07], [0.2, 0.82 + raise, side * 0.58, 0.085]], body, 14, 5)
    ball(mesh, [0.23, 0.78 + raise * 1.06, side * 0.58], 0.11, dark, 16)
    ball(mesh, [0, 0.7, side * 0.18], 0.12, dark, 16)
    tube(mesh, [[0, 0.68, side * 0.19, 0.085], [0.04, 0.4, side * 0.2, 0.08], [0, 0.16, side * 0.2, 0.1]], body, 14, 4)
    lathe(mesh, [0.05, 0, side * 0.2], [[0.2, 0], [0.2, 0.07], [0.12, 0.16], [0.001, 0.18]], dark, 22)
  }
  mesh.part('glow')
  ball(mesh, [0.385, 1.12, 0], 0.07, kit.accent.map((v) => v * 1.3) as unknown as Rgb, 16)
  mesh.part('metal')
  tube(mesh, [[0, 2.02, 0, 0.018], [0, 2.22, 0, 0.014]], dark, 8, 2)
  mesh.part('glow')
  ball(mesh, [0, 2.25, 0], 0.045, [1.4, 0.4, 0.25], 12)
}

function knight(kit: Kit): void {
  const steel = kit.coat('#9aa3ad'), cloth = kit.accent, gold = rgb('#c9993a'), { mesh } = kit
  mesh.part('metal')
  sculpt(mesh, [...limbs(kit, 1.12, steel, scale(steel, 0.6), steel, scale(steel, 0.7)), ...chain([[0, 0.92, 0, 0.22], [0, 1.28, 0, 0.26], [0, 1.44, 0, 0.22]], steel), ...both({ at: [0, 1.46, 0.3], radii: [0.17, 0.13, 0.15], colour: gold })], 0.04, kit.cells)
  lathe(mesh, [0, 1.62, 0], [[0.16, 0], [0.2, 0.08], [0.21, 0.3], [0.15, 0.42], [0.001, 0.48]], steel, 30)
  mesh.part('eye')
  ball(mesh, [0.08, 1.86, 0], [0.145, 0.025, 0.17], rgb('#0c0c10'), 20)
  mesh.part('cloth')
  tube(mesh, [[-0.02, 2.08, 0, 0.03], [-0.12, 2.24, 0, 0.08], [-0.34, 2.2, 0, 0.09], [-0.5, 1.98, 0, 0.02]], cloth, 10, 5)
  const cape = Array.from({ length: 12 }, (_, i) => i / 11)
  for (let i = 0; i + 1 < cape.length; i++) for (let j = 0; j < 10; j++) {
    const p = (t: number, u: number) => [-0.2 - 0.38 * t - 0.07 * Math.sin(u * 9 + t * 4) * t, 1.5 - 1.32 * t, (u - 0.5) * (0.5 + 0.55 * t)] as const
    face(mesh, [p(cape[i]!, j / 10), p(cape[i]!, (j + 1) / 10), p(cape[i + 1]!, (j + 1) / 10), p(cape[i + 1]!, j / 10)], scale(cloth, 0.8 + 0.2 * Math.sin(j * 0.9 * 2)))
  }
  mesh.part('metal')
  tube(mesh, [[0.3, 0.85, -0.4, 0.02], [0.32, 0.2, -0.4, 0.035], [0.33, 0.02, -0.4, 0.004]], rgb('#d7dde3'), 6, 2)
  tube(mesh, [[0.16, 0.86, -0.4, 0.025], [0.44, 0.86, -0.4, 0.025]], gold, 8, 2)
  tube(mesh, [[0.3, 0.86, -0.4, 0.026], [0.295, 1.06, -0.4, 0.03]], rgb('#5a3a24'), 8, 2)
}

function wizard(kit: Kit): void {
  const robe = kit.coat('#4a3f8f'), skin = rgb('#e6b890'), { mesh } = kit
  mesh.part('cloth')
  lathe(mesh, [0, 0, 0], [[0.5, 0], [0.46, 0.15], [0.32, 0.7], [0.24, 1.1], [0.25, 1.36], [0.12, 1.56]], (h, a) => scale(h < 0.07 ? kit.accent : robe, 0.8 + 0.25 * Math.abs(Math.sin(a * 7))), 48)
  sculpt(mesh, [{ a: [0, 1.38, 0.2], b: [0.3, 1.12, 0.38], ra: 0.12, rb: 0.16, colour: robe }, { a: [0, 1.38, -0.2], b: [0.32, 1.1, -0.34], ra: 0.12, rb: 0.16, colour: robe }, { at: [0.42, 1.12, 0.38], radii: [0.08, 0.08, 0.07], colour: skin }, { at: [0.44, 1.1, -0.34], radii: [0.08, 0.08, 0.07], colour: skin }, { at: [0.03, 1.74, 0], radii: [0.19, 0.21, 0.18], colour: skin }], 0.05, Math.round(kit.cells * 0.7))
  mesh.part('fur')
  sculpt(mesh, chain([[0.17, 1.64, 0, 0.12], [0.24, 1.44, 0, 0.14], [0.28, 1.15, 0, 0.1], [0.3, 0.9, 0, 0.03]], rgb('#ece8e2')), 0.05, Math.round(kit.cells * 0.5))
  eyes(kit, [0.2, 1.78, 0.07], 0.024)
  mesh.part('cloth')
  lathe(mesh, [0.01, 1.86, 0], [[0.42, -0.02], [0.4, 0.01], [0.22, 0.05], [0.21, 0.1]], robe, 36)
  tube(mesh, [[0.01, 1.9, 0, 0.215], [0.0, 2.15, 0, 0.14], [-0.06, 2.36, 0.02, 0.08], [-0.2, 2.52, 0.06, 0.012]], (t) => (t < 0.12 ? kit.accent : robe), 24, 7)
  mesh.part('wood')
  tube(mesh, [[0.48, 0.02, -0.34, 0.03], [0.46, 1.0, -0.35, 0.03], [0.5, 1.9, -0.34, 0.035], [0.42, 2.05, -0.34, 0.03], [0.5, 2.14, -0.34, 0.02]], rgb('#6a4629'), 9, 5)
  mesh.part('glow')
  ball(mesh, [0.52, 2.02, -0.34], 0.09, [0.5, 1.2, 1.6], 18)
}

function snowman(kit: Kit): void {
  const { mesh } = kit, snow = kit.coat('#f4f6fa')
  mesh.part('snow')
  sculpt(mesh, [{ at: [0, 0.48, 0], radii: [0.54, 0.5, 0.54], colour: snow }, { at: [0, 1.14, 0], radii: [0.4, 0.37, 0.4], colour: snow }, { at: [0, 1.66, 0], radii: [0.29, 0.28, 0.29], colour: snow }], 0.05, kit.cells)
  mesh.part('skin')
  tube(mesh, [[0.26, 1.66, 0, 0.06], [0.58, 1.62, 0, 0.008]], rgb('#ee7d22'), 12, 4)
  eyes(kit, [0.25, 1.75, 0.1], 0.036)
  mesh.part('stone')
  for (const y of [0.95, 1.12, 1.29]) ball(mesh, [0.385 - Math.abs(y - 1.14) * 0.12, y, 0], 0.035, rgb('#1c1c20'), 10)
  mesh.part('cloth')
  lathe(mesh, [0, 1.42, 0], [[0.26, -0.05], [0.31, 0], [0.29, 0.06], [0.2, 0.1]], kit.accent, 32)
  tube(mesh, [[0.22, 1.42, 0.2, 0.07], [0.32, 1.2, 0.26, 0.065], [0.4, 0.98, 0.26, 0.05]], kit.accent, 10, 4)
  mesh.part('matte')
  lathe(mesh, [0, 1.9, 0], [[0.36, -0.02], [0.36, 0.02], [0.22, 0.03], [0.22, 0.03], [0.21, 0.36], [0.21, 0.36], [0.001, 0.37]], rgb('#26262c'), 34)
  mesh.part('wood')
  for (const side of [-1, 1]) tube(mesh, [[0, 1.2, side * 0.36, 0.03], [0.06, 1.36, side * 0.66, 0.022], [0.06, 1.6, side * 0.86, 0.01]], rgb('#5a3d28'), 7, 4)
}

const stands = (draw: (kit: Kit) => void, places: Subject['places'], scale = 1.1): Subject => ({ draw, habitat: 'land', places, turn: [-1.3, -0.6], scale })

export const PEOPLE = {
  person: stands(person, ['meadow', 'mountains', 'lake', 'beach']),
  astronaut: stands(astronaut, ['moon']),
  robot: stands(robot, ['city', 'meadow', 'studio']),
  knight: stands(knight, ['meadow', 'mountains', 'forest']),
  wizard: stands(wizard, ['forest', 'mountains']),
  snowman: stands(snowman, ['snowfield']),
} satisfies Record<string, Subject>
