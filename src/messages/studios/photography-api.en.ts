import type { SceneId } from '../../studios/photography/scenes.ts'

/** What the API says about photography: scenes, and how far a work is. */
export const photographyApiEn = {
  scenes: {
    'studio-canvas': { name: 'Painted canvas', description: 'A hand-painted studio backdrop and one large soft light.' },
    'high-key': { name: 'High key', description: 'White all around, light from everywhere.' },
    'colour-gels': { name: 'Colour gels', description: 'A dark studio, two lamps with coloured film.' },
    'id-photo': { name: 'ID photo', description: 'One even colour and even light, as documents ask for.' },
    'window-light': { name: 'Window light', description: 'A bright, quiet room beside a tall window.' },
    cafe: { name: 'Café', description: 'Brick, hanging bulbs and a window to the street.' },
    library: { name: 'Library', description: 'Old wood, tall shelves, reading lamps.' },
    'city-night': { name: 'City at night', description: 'Headlights and shop windows melt behind you.' },
    'neon-alley': { name: 'Neon alley', description: 'Signs in pink and cyan, wet ground.' },
    rooftop: { name: 'Rooftop', description: 'Over the skyline as the lights come on.' },
    'lantern-lane': { name: 'Lantern lane', description: 'An old lane full of red lanterns.' },
    beach: { name: 'Beach', description: 'Wide sand, the sea and a low sun.' },
    mountains: { name: 'Mountains', description: 'An alpine meadow before snowy peaks.' },
    garden: { name: 'Garden', description: 'Summer green, flowers, dappled light.' },
    'cherry-blossom': { name: 'Cherry blossom', description: 'Under trees in full bloom, petals in the air.' },
    autumn: { name: 'Autumn park', description: 'Golden leaves against the light.' },
    snow: { name: 'Snow', description: 'A quiet forest while it snows.' },
  } satisfies Record<SceneId, { name: string; description: string }> as Record<string, { name: string; description: string }>,
  colours: { grey: 'Grey', blue: 'Blue', olive: 'Olive', burgundy: 'Burgundy', sand: 'Sand', white: 'White', red: 'Red' } as Record<string, string>,
  progress: {
    queued: 'In the queue, waiting to start',
    generating: (done: number, total: number) => `Developing ${done}/${total} photographs`,
    completed: (done: number, total: number) =>
      done === total ? (total === 1 ? 'The photograph is ready' : `All ${total} photographs are ready`) : `${done} of ${total} photographs are ready`,
    failed: 'The photographs could not be made',
    cancelled: (done: number) => (done === 0 ? 'Cancelled' : `Cancelled; ${done} ${done === 1 ? 'photograph remains' : 'photographs remain'}`),
    cancelRequested: 'Cancelling...',
    outcomeUnknown: 'Checking with the provider; you will not be charged twice',
  },
}
export type PhotographyApiWords = typeof photographyApiEn
