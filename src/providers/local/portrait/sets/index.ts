/** The scenes the local provider can build, by the ids of the catalogue. */
import { cafe, library, windowLight } from './rooms.ts'
import type { Set } from './set.ts'
import { cityNight, lanternLane, neonAlley, rooftop } from './city.ts'
import { autumn, beach, cherry, garden, mountains, snow } from './nature.ts'
import { colourGels, highKey, idPhoto, studioCanvas } from './studios.ts'

export const sets: Record<string, Set> = {
  'studio-canvas': studioCanvas,
  'high-key': highKey,
  'colour-gels': colourGels,
  'id-photo': idPhoto,
  beach,
  mountains,
  snow,
  autumn,
  'cherry-blossom': cherry,
  garden,
  'city-night': cityNight,
  'neon-alley': neonAlley,
  rooftop,
  'lantern-lane': lanternLane,
  library,
  cafe,
  'window-light': windowLight,
}
