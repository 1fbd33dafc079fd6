import { expect, test } from 'vitest'
import { initialsOf, score } from './match.ts'

const best = (query: string, texts: string[]) =>
  texts
    .map((text) => ({ text, points: score(query, text) }))
    .filter((x) => x.points !== null)
    .toSorted((a, b) => (b.points as number) - (a.points as number))
    .map((x) => x.text)

test('letters in order, beginnings of words first', () => {
  const texts = ['Go to: Activity', 'Go to: Library', 'Language: English', 'Appearance: Light', 'A lighthouse in a storm']
  expect(best('act', texts)[0]).toBe('Go to: Activity')
  expect(best('lig', texts)).toEqual(['Appearance: Light', 'A lighthouse in a storm'])
  expect(best('go lib', texts)).toEqual(['Go to: Library'])
  expect(best('zzz', texts)).toEqual([])
  expect(best('', texts)).toHaveLength(texts.length)
})

test('Chinese by its characters and by the first letters of its pinyin', () => {
  expect(initialsOf('前往：摄影')).toBe('qw：sy')
  expect(initialsOf('图生3D 电影视频作品库活动语言深色')).toBe('ts3d dyspzpkhdyyss')
  const texts = ['前往：摄影', '前往：电影', '前往：视频', '雪地里熟睡的红狐']
  expect(best('sy', texts)[0]).toBe('前往：摄影')
  expect(best('dy', texts)[0]).toBe('前往：电影')
  expect(best('xdl', texts)).toEqual(['雪地里熟睡的红狐'])
  expect(best('红狐', texts)).toEqual(['雪地里熟睡的红狐'])
})
