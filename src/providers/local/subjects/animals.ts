import type { Subject } from './kit.ts'
import type { SubjectName } from './names.ts'
import { type Species, quadruped } from './quadrupeds.ts'

const SPECIES = {
  fox: { coat: '#d8602a', pale: '#fbf0e0', dark: '#2c1a15', long: 0.52, chest: 0.25, hip: 0.22, leg: 0.5, thick: 0.062, neck: [0.14, 0.3, 0.15], head: 0.24, muzzle: [0.2, 0.06], ears: 'pointed', tail: 'bushy', socks: true, marks: 'mask', sits: true },
  cat: { coat: '#8f8379', pale: '#f6efe6', dark: '#3a332e', long: 0.46, chest: 0.22, hip: 0.21, leg: 0.42, thick: 0.06, neck: [0.1, 0.24, 0.14], head: 0.26, muzzle: [0.04, 0.07], ears: 'pointed', tail: 'thin', marks: 'mask', sits: true },
  dog: { coat: '#c28a4e', pale: '#f4e8d4', dark: '#5a3a22', long: 0.52, chest: 0.27, hip: 0.23, leg: 0.5, thick: 0.075, neck: [0.14, 0.32, 0.17], head: 0.26, muzzle: [0.14, 0.1], ears: 'floppy', tail: 'thin', marks: 'mask', sits: true },
  wolf: { coat: '#76797f', pale: '#d9d6d0', dark: '#303338', long: 0.6, chest: 0.29, hip: 0.24, leg: 0.58, thick: 0.075, neck: [0.18, 0.26, 0.19], head: 0.25, muzzle: [0.2, 0.085], ears: 'pointed', tail: 'bushy', marks: 'mask', sits: true },
  rabbit: { coat: '#b39a82', pale: '#f8f1e8', dark: '#5a4638', long: 0.34, chest: 0.24, hip: 0.3, leg: 0.26, thick: 0.065, neck: [0.08, 0.22, 0.15], head: 0.25, muzzle: [0.04, 0.08], ears: 'long', tail: 'stub', marks: 'mask', sits: true },
  bear: { coat: '#6a4630', pale: '#b08a64', dark: '#2e1d14', long: 0.6, chest: 0.42, hip: 0.42, leg: 0.42, thick: 0.13, neck: [0.2, 0.2, 0.28], head: 0.31, muzzle: [0.12, 0.11], ears: 'round', tail: 'stub', sits: true },
  panda: { coat: '#f2efe8', pale: '#f7f5f0', dark: '#1d1d20', long: 0.54, chest: 0.42, hip: 0.42, leg: 0.36, thick: 0.13, neck: [0.18, 0.24, 0.28], head: 0.35, muzzle: [0.06, 0.11], ears: 'round', tail: 'stub', marks: 'panda', sits: true },
  lion: { coat: '#d3a05a', pale: '#f0dcb4', dark: '#7a4322', long: 0.66, chest: 0.33, hip: 0.28, leg: 0.54, thick: 0.095, neck: [0.18, 0.26, 0.24], head: 0.28, muzzle: [0.14, 0.11], ears: 'round', tail: 'tuft', extra: 'mane', sits: true },
  tiger: { coat: '#dd7f2b', pale: '#f7ecd8', dark: '#1e1511', long: 0.7, chest: 0.32, hip: 0.28, leg: 0.52, thick: 0.095, neck: [0.18, 0.2, 0.22], head: 0.28, muzzle: [0.12, 0.11], ears: 'round', tail: 'thin', marks: 'stripes', sits: true },
  horse: { coat: '#8a5433', pale: '#a87850', dark: '#241712', long: 0.66, chest: 0.33, hip: 0.31, leg: 0.86, thick: 0.07, neck: [0.42, 0.6, 0.19], head: 0.19, muzzle: [0.34, 0.1], ears: 'leaf', tail: 'hair', extra: 'hairmane', hoofed: true },
  unicorn: { coat: '#f1ece8', pale: '#fff8f2', dark: '#d79ac8', long: 0.66, chest: 0.33, hip: 0.31, leg: 0.86, thick: 0.07, neck: [0.42, 0.6, 0.19], head: 0.19, muzzle: [0.34, 0.1], ears: 'leaf', tail: 'hair', extra: 'horn', hoofed: true },
  deer: { coat: '#a8794f', pale: '#efe0c8', dark: '#4a2f1e', long: 0.52, chest: 0.26, hip: 0.24, leg: 0.74, thick: 0.05, neck: [0.26, 0.52, 0.13], head: 0.18, muzzle: [0.22, 0.075], ears: 'leaf', tail: 'stub', extra: 'antlers', hoofed: true },
  elephant: { coat: '#84848a', pale: '#a3a0a0', dark: '#55555a', long: 0.7, chest: 0.52, hip: 0.5, leg: 0.58, thick: 0.15, neck: [0.3, 0.26, 0.34], head: 0.38, muzzle: [0.05, 0.2], ears: 'fan', tail: 'tuft', extra: 'trunk', hoofed: true },
  sheep: { coat: '#efe9dc', pale: '#fffaf0', dark: '#3b332e', long: 0.46, chest: 0.36, hip: 0.36, leg: 0.36, thick: 0.055, neck: [0.2, 0.16, 0.2], head: 0.2, muzzle: [0.13, 0.09], ears: 'leaf', tail: 'stub', extra: 'wool', hoofed: true },
  cow: { coat: '#f0ebe2', pale: '#f3d9cf', dark: '#2a2421', long: 0.74, chest: 0.4, hip: 0.38, leg: 0.52, thick: 0.085, neck: [0.3, 0.2, 0.26], head: 0.24, muzzle: [0.2, 0.14], ears: 'leaf', tail: 'tuft', marks: 'patches', extra: 'horns', hoofed: true },
  pig: { coat: '#f4b6b0', pale: '#f9cfc8', dark: '#c98580', long: 0.52, chest: 0.38, hip: 0.38, leg: 0.28, thick: 0.08, neck: [0.22, 0.1, 0.3], head: 0.3, muzzle: [0.1, 0.13], ears: 'leaf', tail: 'stub' },
  mouse: { coat: '#9c8f88', pale: '#f3e8df', dark: '#4b403c', long: 0.3, chest: 0.22, hip: 0.26, leg: 0.2, thick: 0.045, neck: [0.12, 0.12, 0.16], head: 0.23, muzzle: [0.13, 0.05], ears: 'round', tail: 'thin', marks: 'mask', sits: true },
  giraffe: { coat: '#e0b468', pale: '#f4e2ba', dark: '#8a4f26', long: 0.52, chest: 0.3, hip: 0.27, leg: 0.95, thick: 0.065, neck: [0.5, 1.25, 0.14], head: 0.18, muzzle: [0.24, 0.085], ears: 'leaf', tail: 'tuft', marks: 'spots', extra: 'ossicones', hoofed: true },
} satisfies Partial<Record<SubjectName, Species>>

const SCALE: Partial<Record<keyof typeof SPECIES, number>> = { rabbit: 0.72, mouse: 0.5, cat: 0.8, elephant: 1.5, giraffe: 1.55, horse: 1.25, unicorn: 1.25, bear: 1.2 }

export const ANIMALS = Object.fromEntries(
  Object.entries(SPECIES).map(([name, species]) => [name, { draw: (kit) => quadruped(kit, species), habitat: 'land', places: ['meadow', 'forest', 'mountains', 'lake'], turn: [-0.75, -0.1], scale: SCALE[name as keyof typeof SPECIES] ?? 1 } satisfies Subject]),
) as unknown as Record<keyof typeof SPECIES, Subject>
