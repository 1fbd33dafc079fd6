import { describe, expect, test } from 'vitest'
import type { Job } from '../../../api/contract.ts'
import { percentOfParent } from './percent.ts'
import { place } from './place.ts'

const job = (jobId: string, more: Partial<Job> = {}) =>
  ({ jobId, status: 'processing', closedAt: null, kind: 'image_set', subject: { kind: 'task', id: 't' }, ...more }) as Job
const ids = (jobs: Job[]) => jobs.map((j) => j.jobId).join('')
const list = [job('d'), job('c'), job('b')]

describe('a job that changed', () => {
  test('takes its own place, and is gone from a list it no longer belongs to', () => {
    const done = job('c', { status: 'completed', closedAt: 'now' })
    expect(place(list, done, {}, true)[1]).toBe(done)
    expect(ids(place(list, done, { status: 'open' }, true))).toBe('db')
    expect(ids(place(list, done, { status: 'completed' }, true))).toBe('dcb')
    expect(place(list, job('c', { kind: 'x' }), { kind: 'image_set' }, true)).toHaveLength(2)
    expect(ids(place(list, job('c', { subject: { kind: 'film_project', id: 'f' } }), { studio: 'task,photo_work' }, true))).toBe('db')
  })
  test('comes in front where it is newer than all; elsewhere only scrolling brings it', () => {
    expect(ids(place(list, job('e'), {}, true))).toBe('edcb')
    expect(ids(place([], job('e'), {}, true))).toBe('e')
    expect(place(list, job('e'), {}, false)).toBe(list)
    expect(place(list, job('a'), {}, true)).toBe(list)
    expect(place(list, job('e', { kind: 'x' }), { kind: 'image_set' }, true)).toBe(list)
  })
})

test('a parent is as far as its parts, and not done while one is open', () => {
  expect(
    percentOfParent(
      { total: 4, open: 4, completed: 0, failed: 0, cancelled: 0 },
      new Map([
        ['a', 40],
        ['b', 80],
      ]),
    ),
  ).toBe(30)
  expect(
    percentOfParent(
      { total: 4, open: 1, completed: 2, failed: 1, cancelled: 0 },
      new Map([
        ['a', 10],
        ['d', 60],
      ]),
    ),
  ).toBe(90)
  expect(percentOfParent({ total: 200, open: 1, completed: 199, failed: 0, cancelled: 0 }, new Map([['z', 100]]))).toBe(99)
  expect(percentOfParent({ total: 2, open: 0, completed: 2, failed: 0, cancelled: 0 })).toBe(100)
})
