import type { Tongue } from '../types.ts'

/** Short breaths between longer sentences, and what is left to say where there is little time. */
export const shorts: Tongue['shorts'] = [
  'Stop | Stop here for a second. | {t}, {s}',
  'This One | This is the moment. | {t}, {s}',
  'Closer | Closer. A little closer still. | {t}, {s}',
  'Listen | Listen. It has been talking all along. | {t}, {s}',
  'No Hurry | No hurry. The good part is slow. | {t}, {s}',
  'Bit by Bit | A little, and then a little more. | {t}, {s}',
  'The Hands | Watch the hands. | {t}, {s}',
  'Light | And then the light comes in. | {t}, {s}',
  'Again | Now once more, from the other side. | {t}, {s}',
  'And Then | And then something shifts. | {t}, {s}',
  'Start Over | It goes wrong. You start over. | {t}, {s}',
  'Enough | In truth, this is enough. | {t}, {s}',
  'Still There | It is still there. | {t}, {s}',
  'One Person | One person makes it. Many remember. | {t}, {s}',
  'Choose | Which would you have chosen? | {t}, {s}',
  'Morning | Morning. Here we go again. | {t}, {s}',
]

/** For topics that are questions or say how something is done: they are asked as they stand. */
export const questions: Tongue['questions'] = {
  hook: ['Ask It Again | {q} It sounds like a small question. It is not. | {t}, {s}', 'Good Question | {q} Good question. Most answers begin one step too late. | {t}, {s}', 'The Question | {q} Everyone asks. Few stay for the answer. | {t}, {s}'],
  address: {
    everyone: [],
    children: ['Ready? | Hello! Yes, you. Are you ready to find out? | {t}, bright and friendly, {s}'],
    students: ['For You | For {a}: the short version, without footnotes. | {t}, {s}'],
    beginners: ['Start Here | For {a}: you do not need to know a thing. That helps. | {t}, {s}'],
    experts: ['The Short Version | For {a}: we skip what you know, and stop before it gets dull. | {t}, {s}'],
    customers: ['For You | This one is for {a}, in plain words. | {t}, {s}'],
    parents: ['For You | For {a}, who are asked this at bedtime, and need an answer. | {t}, soft warm light, {s}'],
    elders: ['No Hurry | For {a}: slowly, and from the beginning. | {t}, {s}'],
  },
  middle: ['Back to It | Back to where we started. {q} | {t}, {s}', 'Once More | Ask somebody else. {q} You may get another answer. | {t}, {s}'],
  close: ['Now You Know | {q} You have the beginning of an answer. The rest is in your hands. | {t}, {s}', 'Keep It | {q} Answers grow old. Keep the question. | {t}, {s}'],
}
