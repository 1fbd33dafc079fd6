import { expect, test } from 'vitest'
import { indexWords, searchQuery } from './words.ts'

const account = '01990000-0000-7000-8000-0000abcd1234'
const bare = (words: string[]) => words.map((word) => word.replace(/^abcd1234/, ''))
const asked = (text: string) => searchQuery(account, text)?.replaceAll('abcd1234', '') ?? null

test('English by words, whatever their case and accents', () => {
  expect(bare(indexWords(account, 'A Red FOX, in the café: 2 birds'))).toEqual(['a', 'red', 'fox', 'in', 'the', 'cafe', '2', 'birds'])
  expect(asked('Café fo')).toBe(`'cafe':* & 'fo':*`)
})

// SPEC: A3
test('Chinese by characters and pairs, also between Latin words', () => {
  expect(bare(indexWords(account, '雪中狐狸 fox2号'))).toEqual(['雪', '中', '雪中', '狐', '中狐', '狸', '狐狸', 'fox2', '号'])
  expect(asked('狐')).toBe(`'狐'`)
  expect(asked('红狐狸')).toBe(`'红狐' & '狐狸'`)
  expect(asked('雪 fox')).toBe(`'雪' & 'fox':*`)
})

test('full width is half width', () => {
  expect(asked('ＦＯＸ')).toBe(`'fox':*`)
})

test('nothing but signs, emoji or quotes is no search, and none of them reaches the query', () => {
  for (const text of ['', '  ', '!?', '🦊', `'`, `\\`, `& | ! :*`]) expect(asked(text)).toBeNull()
  expect(asked(`o'neil' | drop`)).toBe(`'o':* & 'neil':* & 'drop':*`)
})

test('right to left and very long texts are bounded', () => {
  expect(asked('ثعلب أحمر')).toBe(`'ثعلب':* & 'احمر':*`)
  expect(indexWords(account, Array.from({ length: 5_000 }, (_, n) => `w${n}`).join(' ')).length).toBe(1_500)
  expect(indexWords(account, 'x'.repeat(500))[0]!.length).toBe(8 + 48)
})
