import { dab, veil } from '../../../media/video/brush.ts'
import { type Frame, type Yuv, mixPaint, yuv } from '../../../media/video/frame.ts'
import { fbm2, noise2 } from '../paint/noise.ts'
import type { Random } from '../paint/random.ts'
import type { View } from './camera.ts'
import type { Effect } from './shot.ts'

/** Draws what is in the air at second `t`, over a frame that shows the picture. */
export type Layer = (frame: Frame, t: number, view: View) => void

type Size = { width: number; height: number }

/** The layers for these effects, far to near. Everything follows from the seed and the time: no frame depends on another. */
export function airOf(effects: readonly Effect[], size: Size, focus: { x: number; y: number }, random: Random): Layer[] {
  return effects.flatMap((effect): Layer[] => {
    const own = random.fork(effect)
    switch (effect) {
      case 'fog':
        return [fog(size, own, yuv(226, 230, 235), 0.52)]
      case 'smoke':
        return [smoke(size, focus, own)]
      case 'rays':
        return [rays(size, own)]
      case 'underwater':
        return [caustics(size, own)]
      case 'flicker':
        return [flicker(own)]
      case 'storm':
        return [rain(size, own, 300, 0.24), lightning(own)]
      case 'rain':
        return [rain(size, own, 240, 0.09)]
      case 'snow':
        return [snow(size, own)]
      case 'petals':
        return [flutter(size, own, 70, [yuv(255, 196, 214), yuv(255, 217, 228), yuv(247, 169, 194)], 0.1)]
      case 'leaves':
        return [flutter(size, own, 46, [yuv(214, 120, 36), yuv(190, 74, 28), yuv(226, 168, 58), yuv(140, 62, 26)], 0.16)]
      case 'confetti':
        return [flutter(size, own, 110, [yuv(240, 80, 90), yuv(250, 200, 60), yuv(80, 170, 240), yuv(120, 210, 130), yuv(230, 120, 220)], 0.24)]
      case 'fireflies':
        return [fireflies(size, own)]
      case 'sparks':
        return [sparks(size, focus, own), flicker(own)]
      case 'dust':
        return [dust(size, own)]
      case 'bubbles':
        return [bubbles(size, own)]
      case 'waves':
      case 'twinkle':
        return [] // these move the picture itself
    }
  })
}

const unitOf = (size: Size) => Math.sqrt(size.width * size.height) / 960
/** Into [-margin, length + margin), so that what leaves on one side comes back on the other out of sight. */
const around = (value: number, length: number, margin: number) => {
  const span = length + 2 * margin
  return ((((value + margin) % span) + span) % span) - margin
}
/** Things near the lens go by faster than the picture when the camera moves. */
const swept = (size: Size, view: View, near: number) => ({ x: -view.x * Math.max(size.width, size.height) * (0.5 + 1.3 * near), y: -view.y * Math.max(size.width, size.height) * (0.5 + 1.3 * near) })

function snow(size: Size, random: Random): Layer {
  const u = unitOf(size), paint = yuv(252, 253, 255)
  const flakes = Array.from({ length: 300 }, () => {
    const near = random() ** 3.2
    return { x: random() * size.width, y: random() * size.height, near, r: (1.2 + 8.5 * near) * u, fall: (52 + 190 * near) * u * random.range(0.8, 1.2), drift: random.range(-18, 30) * u, sway: random.range(4, 16) * u, pace: random.range(0.5, 1.3), phase: random.range(0, 6.28) }
  })
  return (frame, t, view) => {
    for (const f of flakes) {
      const moved = swept(size, view, f.near)
      const x = around(f.x + f.drift * t + f.sway * Math.sin(f.pace * t + f.phase) + moved.x, size.width, 20 * u)
      const y = around(f.y + f.fall * t + moved.y, size.height, 20 * u)
      dab(frame, paint, { x, y, radiusX: f.r, radiusY: f.r, angle: 0, hardness: 1.6 - 0.6 * f.near, alpha: 0.92 - 0.5 * f.near })
    }
  }
}

function rain(size: Size, random: Random, count: number, slant: number): Layer {
  const u = unitOf(size), paint = yuv(206, 218, 232), lean = random.chance(0.5) ? slant : -slant
  const drops = Array.from({ length: count }, () => {
    const near = random() ** 2
    return { x: random() * size.width, y: random() * size.height, near, length: (16 + 44 * near) * u, fall: (900 + 1100 * near) * u * random.range(0.9, 1.1), alpha: 0.16 + 0.2 * near }
  })
  return (frame, t, view) => {
    for (const d of drops) {
      const moved = swept(size, view, d.near), margin = 60 * u
      const y = around(d.y + d.fall * t + moved.y, size.height, margin)
      const x = around(d.x - lean * d.fall * t + moved.x, size.width, margin)
      dab(frame, paint, { x, y, radiusX: (0.7 + 0.8 * d.near) * u, radiusY: d.length, angle: lean, hardness: 1, alpha: d.alpha * 1.5 })
    }
  }
}

/** A few flashes at odd times, each with its echo. */
function lightning(random: Random): Layer {
  const flashes = Array.from({ length: 12 }, (_, i) => 0.7 + i * 2.6 + random.range(-0.6, 0.9))
  const paint = yuv(206, 214, 255)
  return (frame, t) => {
    let light = 0
    for (const at of flashes) for (const [late, strength] of [[0, 0.42], [0.16, 0.3]] as const) if (t >= at + late) light += strength * Math.exp(-11 * (t - at - late))
    if (light > 0.004) mixPaint(frame, paint, Math.min(0.6, light))
  }
}

/** Petals, leaves, paper: they turn as they fall, and show their edge. */
function flutter(size: Size, random: Random, count: number, paints: readonly Yuv[], wind: number): Layer {
  const u = unitOf(size)
  const pieces = Array.from({ length: count }, () => {
    const near = random() ** 2.4
    return { x: random() * size.width, y: random() * size.height, near, r: (3.2 + 11 * near) * u, fall: (46 + 130 * near) * u * random.range(0.8, 1.2), drift: (wind * 300 + random.range(-20, 30)) * u, sway: random.range(10, 34) * u, pace: random.range(0.7, 1.7), phase: random.range(0, 6.28), turn: random.range(-2.4, 2.4), flip: random.range(1.2, 3.4), paint: random.pick(paints) }
  })
  return (frame, t, view) => {
    for (const p of pieces) {
      const moved = swept(size, view, p.near), swing = Math.sin(p.pace * t + p.phase)
      const x = around(p.x + p.drift * t + p.sway * swing + moved.x, size.width, 30 * u)
      const y = around(p.y + p.fall * t - 0.3 * p.sway * Math.abs(swing) + moved.y, size.height, 30 * u)
      dab(frame, p.paint, { x, y, radiusX: p.r, radiusY: p.r * (0.14 + 0.46 * Math.abs(Math.cos(p.flip * t + p.phase))), angle: p.phase + p.turn * t, hardness: 4 - 2 * p.near, alpha: 0.95 - 0.35 * p.near })
    }
  }
}

function fireflies(size: Size, random: Random): Layer {
  const u = unitOf(size), halo = yuv(255, 196, 84), core = yuv(255, 246, 214)
  const flies = Array.from({ length: 46 }, () => ({ x: random.range(0, 900), y: random.range(0, 900), r: (7 + 17 * random() ** 3) * u, home: { x: random() * size.width, y: (0.3 + 0.65 * random()) * size.height }, pace: random.range(0.12, 0.3), blink: random.range(0.5, 1.2), phase: random.range(0, 6.28) }))
  return (frame, t, view) => {
    for (const f of flies) {
      const moved = swept(size, view, 0.3)
      const x = f.home.x + 150 * u * (noise2(f.x, t * f.pace) - 0.5) * 2 + moved.x, y = f.home.y + 110 * u * (noise2(f.y, t * f.pace) - 0.5) * 2 + moved.y
      const glow = Math.max(0, 0.55 + 0.6 * Math.sin(f.blink * 2 * t + f.phase))
      dab(frame, halo, { x, y, radiusX: f.r, radiusY: f.r, angle: 0, hardness: 1, alpha: 0.5 * glow })
      dab(frame, core, { x, y, radiusX: f.r * 0.3, radiusY: f.r * 0.3, angle: 0, hardness: 1.5, alpha: glow })
    }
  }
}

/** Embers that rise from below the subject, wander and go out. */
function sparks(size: Size, focus: { x: number; y: number }, random: Random): Layer {
  const u = unitOf(size), hot = yuv(255, 224, 150), warm = yuv(255, 128, 40)
  const embers = Array.from({ length: 90 }, () => ({ born: random.range(0, 4), life: random.range(1.6, 4), x: (focus.x + random.range(-0.34, 0.34)) * size.width, y: (0.72 + 0.34 * random()) * size.height, rise: random.range(70, 190) * u, wander: random.range(0, 900), r: random.range(1.1, 3.2) * u }))
  return (frame, t) => {
    for (const e of embers) {
      const age = ((t + e.born) % e.life) / e.life
      const x = e.x + 120 * u * (noise2(e.wander, t * 0.7) - 0.5) * (0.4 + age * 1.6), y = e.y - e.rise * e.life * age * (1 - 0.25 * age)
      const shine = Math.min(1, age * 8) * (1 - age) ** 0.8 * (0.7 + 0.3 * Math.sin(t * 9 + e.wander))
      dab(frame, warm, { x, y, radiusX: e.r * 3.2, radiusY: e.r * 3.2, angle: 0, hardness: 1, alpha: 0.4 * shine })
      dab(frame, hot, { x, y, radiusX: e.r, radiusY: e.r * 1.5, angle: 0, hardness: 2, alpha: shine })
    }
  }
}

/** Motes in a beam: hardly there, out of focus when near. */
function dust(size: Size, random: Random): Layer {
  const u = unitOf(size), paint = yuv(255, 240, 214)
  const motes = Array.from({ length: 110 }, () => {
    const near = random() ** 4
    return { x: random() * size.width, y: random() * size.height, near, r: (1.2 + 9 * near) * u, seed: random.range(0, 900), drift: random.range(-9, 12) * u, rise: random.range(-7, 5) * u, phase: random.range(0, 6.28) }
  })
  return (frame, t, view) => {
    for (const m of motes) {
      const moved = swept(size, view, m.near)
      const x = around(m.x + m.drift * t + 36 * u * (noise2(m.seed, t * 0.22) - 0.5) + moved.x, size.width, 16 * u)
      const y = around(m.y + m.rise * t + 36 * u * (noise2(m.seed + 50, t * 0.22) - 0.5) + moved.y, size.height, 16 * u)
      dab(frame, paint, { x, y, radiusX: m.r, radiusY: m.r, angle: 0, hardness: 1, alpha: (0.42 - 0.3 * m.near) * (0.65 + 0.35 * Math.sin(0.9 * t + m.phase)) })
    }
  }
}

function bubbles(size: Size, random: Random): Layer {
  const u = unitOf(size), rim = yuv(214, 240, 250), shine = yuv(255, 255, 255)
  const all = Array.from({ length: 44 }, () => {
    const near = random() ** 2.2
    return { x: random() * size.width, y: random() * size.height, near, r: (1.8 + 8 * near) * u, rise: (40 + 90 * near) * u * random.range(0.8, 1.2), sway: random.range(3, 12) * u, phase: random.range(0, 6.28) }
  })
  return (frame, t, view) => {
    for (const b of all) {
      const moved = swept(size, view, b.near)
      const x = around(b.x + b.sway * Math.sin(1.8 * t + b.phase) + moved.x, size.width, 20 * u), y = around(b.y - b.rise * t + moved.y, size.height, 20 * u)
      dab(frame, rim, { x, y, radiusX: b.r, radiusY: b.r, angle: 0, hardness: 3, alpha: 0.2 })
      dab(frame, shine, { x: x - b.r * 0.35, y: y - b.r * 0.35, radiusX: b.r * 0.38, radiusY: b.r * 0.3, angle: 0.7, hardness: 1.5, alpha: 0.75 })
    }
  }
}

/** Two banks of mist that drift past each other, thicker towards the ground. */
function fog(size: Size, random: Random, paint: Yuv, most: number): Layer {
  const scale = 1 / (Math.max(size.width, size.height) * 0.42), ox = random.range(0, 500), oy = random.range(0, 500), way = random.chance(0.5) ? 1 : -1
  return (frame, t, view) => {
    const shift = view.x * 2.2
    veil(frame, paint, (x, y) => {
      const v = y / size.height
      const ground = Math.min(1, Math.max(0, (v - 0.18) / 0.5)) * (1 - 0.35 * Math.max(0, v - 0.75) / 0.25)
      const bank = fbm2(ox + x * scale + way * 0.1 * t + shift, oy + y * scale * 2.1 + 0.02 * t, 3), other = fbm2(ox + 90 + x * scale * 0.6 - way * 0.055 * t + shift * 0.6, oy + 70 + y * scale * 1.3, 2)
      return most * ground * Math.min(1, Math.max(0, 2.3 * (0.55 * bank + 0.45 * other) - 0.62))
    })
  }
}

/** A column that rises from the subject, widens and thins. */
function smoke(size: Size, focus: { x: number; y: number }, random: Random): Layer {
  const ox = random.range(0, 500), long = Math.max(size.width, size.height), paint = yuv(228, 228, 230)
  const fx = focus.x * size.width, fy = Math.min(0.62, focus.y) * size.height
  return (frame, t) =>
    veil(frame, paint, (x, y) => {
      const up = (fy - y) / (0.55 * size.height)
      if (up < 0 || up > 1) return 0
      const lean = long * 0.05 * (noise2(ox, up * 2.2 - 0.35 * t) - 0.5) * up, width = long * (0.03 + 0.09 * up)
      const across = (x - fx - lean) / width
      const body = Math.exp(-across * across) * Math.min(1, up * 7) * (1 - up) ** 1.3
      return 0.75 * body * Math.max(0, 2.1 * fbm2(ox + x / (0.08 * long), y / (0.1 * long) + 0.75 * t, 3) - 0.6)
    })
}

/** Shafts of light from one upper corner. */
function rays(size: Size, random: Random): Layer {
  const left = random.chance(0.5), long = Math.max(size.width, size.height)
  const sx = left ? -0.12 * long : size.width + 0.12 * long, sy = -0.22 * long, ox = random.range(0, 500)
  const paint = yuv(255, 240, 206)
  return (frame, t) =>
    veil(frame, paint, (x, y) => {
      const dx = x - sx, dy = y - sy, far = Math.hypot(dx, dy) / long
      const angle = Math.atan2(dy, Math.abs(dx))
      const beams = Math.max(0, 2.4 * (0.6 * noise2(ox + angle * 9, t * 0.16) + 0.4 * noise2(ox + 60 + angle * 23, t * 0.24)) - 1)
      return 0.42 * beams * Math.max(0, 1 - far / 1.45) ** 1.4
    })
}

/** Light that has come through moving water. */
function caustics(size: Size, random: Random): Layer {
  const scale = 1 / (Math.max(size.width, size.height) * 0.075), ox = random.range(0, 500), paint = yuv(190, 240, 246)
  return (frame, t) =>
    veil(frame, paint, (x, y) => {
      const a = noise2(ox + x * scale + 0.32 * t, y * scale * 0.7 + 0.2 * t), b = noise2(ox + 40 + x * scale - 0.26 * t, y * scale * 0.7 - 0.24 * t)
      const web = Math.max(0, 1 - 5 * Math.abs(a - b))
      return 0.2 * web * web * (1 - 0.55 * (y / size.height))
    })
}

/** The restless light of a flame. */
function flicker(random: Random): Layer {
  const offset = random.range(0, 900), warm = yuv(255, 176, 92), dark: Yuv = [16, 126, 130]
  return (frame, t) => {
    const level = 0.65 * noise2(offset, t * 3.1) + 0.35 * noise2(offset + 70, t * 8.3) - 0.5
    if (level > 0) mixPaint(frame, warm, 0.1 * level)
    else mixPaint(frame, dark, -0.17 * level)
  }
}
