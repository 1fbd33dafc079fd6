/** What a script is written from. */
export type Brief = {
  topic: string
  audience: string
  tone: string
  /** the length of the video; the scenes add up to it */
  seconds: number
  aspect: string
  language: 'en' | 'zh'
  /** how many scenes; left out: one for every four to eight seconds */
  scenes?: number
}

export type WrittenScene = {
  /** short words on the picture */
  title: string
  /** what is spoken */
  narration: string
  /** what the picture shows and what the camera does */
  shot: string
  seconds: number
}

export type Script = { title: string; scenes: WrittenScene[] }

export const TONES = ['warm', 'energetic', 'professional', 'humorous', 'inspiring', 'calm', 'dramatic', 'educational'] as const
export type Tone = (typeof TONES)[number]

export const READERS = ['everyone', 'children', 'students', 'beginners', 'experts', 'customers', 'parents', 'elders'] as const
export type Reader = (typeof READERS)[number]

export const FIELDS = ['food', 'travel', 'nature', 'pets', 'tech', 'science', 'body', 'history', 'business', 'growth', 'art', 'planet', 'home', 'general'] as const
export type Field = (typeof FIELDS)[number]

/** How a script gets from its first line to its last. */
export const ARCS = ['question', 'myth', 'list', 'journey', 'imagine', 'secret'] as const
export type Arc = (typeof ARCS)[number]

/**
 * One moment as it is written down: `title | narration | shot`. `{t}` stands for the topic, `{T}` for the topic at the beginning
 * of a sentence, `{a}` for the audience.
 */
export type Beat = string

/** What can be said and shown about one field, in no order. */
export type Matter = {
  /** how a topic of this field is recognised */
  words: RegExp
  /** an image to begin with */
  open: Beat[]
  body: Beat[]
  /** where it takes another direction */
  turn: Beat[]
  close: Beat[]
  /** surroundings the topic itself is shown in */
  settings: string[]
  /** fields that are not far, for long scripts */
  near: Field[]
}

/** A language: everything that is written, and how it is counted. */
export type Tongue = {
  matters: Record<Field, Matter>
  arcs: Record<Arc, { hook: Beat[]; turn: Beat[]; /** put before the body's moments, one by one */ links: string[] }>
  tones: Record<Tone, { words: RegExp; close: Beat[]; /** short sentences that may follow any moment */ asides: string[]; look: string[] }>
  readers: Record<Reader, { words: RegExp; /** said early */ address: Beat[] }>
  /** a few words each */
  shorts: Beat[]
  /** instead of what names the topic, where that is a question; `{q}` stands for it */
  questions: { hook: Beat[]; address: Record<Reader, Beat[]>; middle: Beat[]; close: Beat[] }
  titles: string[]
  moves: { open: string[]; middle: string[]; close: string[] }
  /** spoken units (words, or characters) in a text */
  count(text: string): number
  perSecond: number
  /** how many a usual sentence of ours has */
  unitsPerLine: number
  /** puts sentences one after the other */
  join(sentences: string[]): string
  topic(topic: string, audience: string): Topic
  /** the topic within a title */
  titled(topic: string): string
  /** in the middle of a sentence -> at its beginning */
  capital(text: string): string
  /** the topic as a sentence of its own */
  question(topic: string, direct: boolean): string
  /** between the parts of a shot */
  comma: string
  shot(picture: string, look: string, move: string): string
}

/** A topic as it can be said within a sentence. */
export type Topic = {
  text: string
  /** once it has been named in full */
  short: string
  /** not a name of something but a clause ("how to ...", "why cats purr"), which fits into no other sentence */
  clause: boolean
  plural: boolean
  /** a clause that asks */
  direct: boolean
  /** what can be seen of it: a clause without its question words */
  seen: string
}

/** What the brief comes down to. */
export type Assignment = {
  tongue: Tongue
  topic: Topic
  audience: string
  field: Field
  tone: Tone
  reader: Reader
  arc: Arc
  scenes: number
  seconds: number
  /** so many scenes that each has time for a few words only */
  tight: boolean
  look: string
  /** the topic names something the painter can draw: it is shown itself, more often */
  drawable: boolean
}
