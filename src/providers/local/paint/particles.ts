import { createCanvas } from '@napi-rs/canvas'
import type { Scene } from '../prompt/scene.ts'
import { type Rgb, hex } from './colour.ts'
import type { Random } from './random.ts'
import type { Pixels } from './style.ts'

/** What falls and floats between the eye and the scene: snow, rain, petals, fireflies; a bolt of lightning in a storm. */
export function weatherOver(rgba: Pixels, size: number, scene: Scene, accent: Rgb, random: Random): void {
  const said = (w: Scene['weather'][number]) => scene.weather.includes(w)
  if (!['snow', 'rain', 'storm', 'petals', 'fireflies'].some((w) => said(w as never))) return
  const canvas = createCanvas(size, size), pen = canvas.getContext('2d')
  const image = pen.createImageData(size, size)
  image.data.set(rgba)
  pen.putImageData(image, 0, 0)
  const u = size / 1024
  const dot = (x: number, y: number, r: number, colour: string, alpha: number) => {
    const g = pen.createRadialGradient(x, y, 0, x, y, r)
    g.addColorStop(0, colour)
    g.addColorStop(0.45, colour)
    g.addColorStop(1, 'rgba(255,255,255,0)')
    pen.globalAlpha = alpha
    pen.fillStyle = g
    pen.fillRect(x - r, y - r, 2 * r, 2 * r)
  }
  if (said('storm')) lightning(pen as never, size, random)
  if (said('snow')) for (let i = 0; i < 520; i++) {
    const near = random() ** 5
    dot(random() * size, random() * size, (1.6 + 15 * near) * u, 'rgb(255,255,255)', 0.85 - 0.5 * near)
  }
  if (said('rain') || said('storm')) {
    const slant = random.range(-0.22, 0.22)
    pen.strokeStyle = 'rgb(214,226,240)'
    for (let i = 0; i < 760; i++) {
      const near = random() ** 2, l = (22 + 80 * near) * u, x = random.range(-0.1, 1.1) * size, y = random() * size
      pen.globalAlpha = 0.13 + 0.22 * near
      pen.lineWidth = (0.8 + 1.5 * near) * u
      pen.beginPath()
      pen.moveTo(x, y)
      pen.lineTo(x + slant * l, y + l)
      pen.stroke()
    }
  }
  if (said('petals')) for (let i = 0; i < 90; i++) {
    const near = random() ** 3, r = (4 + 15 * near) * u
    pen.save()
    pen.translate(random() * size, random() * size)
    pen.rotate(random.range(0, 6.28))
    pen.globalAlpha = 0.92 - 0.4 * near
    pen.fillStyle = random.pick(['#ffc4d6', '#ffd9e4', '#f7a9c2', '#ffe9ef'])
    pen.beginPath()
    pen.ellipse(0, 0, r, r * random.range(0.35, 0.65), 0, 0, 6.2832)
    pen.fill()
    pen.restore()
  }
  if (said('fireflies')) {
    pen.globalCompositeOperation = 'lighter'
    for (let i = 0; i < 80; i++) {
      const x = random() * size, y = (0.25 + 0.72 * random()) * size, r = (7 + 26 * random() ** 3) * u
      dot(x, y, r, random.chance(0.7) ? '#ffcf66' : hex(accent), 0.4)
      dot(x, y, r * 0.3, '#fff6d8', 0.95)
    }
  }
  pen.globalAlpha = 1
  rgba.set(pen.getImageData(0, 0, size, size).data)
}

type Pen = ReturnType<ReturnType<typeof createCanvas>['getContext']> & { shadowBlur: number }

function lightning(pen: Pen, size: number, random: Random): void {
  let x = random.range(0.15, 0.85) * size, y = 0
  pen.globalAlpha = 0.95
  pen.strokeStyle = '#f3f1ff'
  pen.shadowColor = '#a9b4ff'
  pen.shadowBlur = size / 40
  while (y < size * 0.52) {
    const nx = x + random.range(-0.035, 0.035) * size, ny = y + random.range(0.02, 0.055) * size
    pen.lineWidth = (size / 1024) * random.range(2, 4.5)
    pen.beginPath()
    pen.moveTo(x, y)
    pen.lineTo(nx, ny)
    pen.stroke()
    if (random.chance(0.3)) {
      pen.lineWidth *= 0.45
      pen.beginPath()
      pen.moveTo(nx, ny)
      pen.lineTo(nx + random.range(-0.1, 0.1) * size, ny + random.range(0.04, 0.11) * size)
      pen.stroke()
    }
    x = nx
    y = ny
  }
  pen.shadowBlur = 0
}
