/** Every subject that can be drawn. A new one needs a name here, a drawing in this folder, and words in `prompt/lexicon.ts`. */
export const SUBJECTS = [
  'fox', 'cat', 'dog', 'wolf', 'rabbit', 'bear', 'panda', 'lion', 'tiger', 'horse', 'unicorn', 'deer', 'elephant', 'sheep', 'cow', 'pig', 'mouse', 'giraffe', 'dinosaur', 'dragon',
  'bird', 'owl', 'penguin', 'duck', 'eagle', 'fish', 'whale', 'shark', 'dolphin', 'turtle', 'jellyfish', 'octopus', 'butterfly',
  'person', 'astronaut', 'robot', 'knight', 'wizard', 'snowman',
  'house', 'castle', 'tower', 'lighthouse', 'windmill', 'pagoda', 'city',
  'car', 'train', 'ship', 'boat', 'rocket', 'plane', 'balloon', 'ufo',
  'tree', 'pine', 'flower', 'mushroom', 'cactus', 'mountain', 'island', 'planet',
  'teapot', 'cup', 'chair', 'sword', 'crystal', 'book', 'lantern', 'apple', 'pumpkin', 'vase', 'heart', 'star', 'umbrella', 'cake', 'guitar', 'clock',
] as const

export type SubjectName = (typeof SUBJECTS)[number]
