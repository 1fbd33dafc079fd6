import { expect, test } from 'vitest'
import type { HttpAnswer } from '../http.ts'
import { answerOf, comfyError, isMarked, markOf, promptIdOf, type HistoryEntry } from './mapping.ts'
import { percentOf } from './progress.ts'

const http = (status: number, body: unknown) => ({ status, headers: new Headers(), body }) as unknown as HttpAnswer

test('the id of a prompt is a canonical UUID that only its attempt has', () => {
  const id = promptIdOf('job-1')
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(promptIdOf('job-1')).toBe(id)
  expect(promptIdOf('job-2')).not.toBe(id)
})

test('a prompt is recognized by its mark', () => {
  expect(isMarked([1, 'x', {}, markOf('job-1')], 'job-1')).toBe(true)
  expect(isMarked([1, 'x', {}, markOf('job-2')], 'job-1')).toBe(false)
  expect(isMarked([1, 'x', {}, undefined], 'job-1')).toBe(false)
})

test("what is wrong with a workflow is said in ComfyUI's words, and was surely not accepted", () => {
  const body = {
    error: { type: 'prompt_outputs_failed_validation', message: 'Prompt outputs failed validation', details: '' },
    node_errors: { 4: { class_type: 'CheckpointLoaderSimple', errors: [{ message: 'Value not in list', details: "ckpt_name: 'a' not in ['b']" }] } },
  }
  expect(comfyError(http(400, body))).toMatchObject({ acceptance: 'surely-not', failure: { code: 'provider_failed', params: { detail: "Prompt outputs failed validation; Value not in list: ckpt_name: 'a' not in ['b']" } } })
})

test.each([
  [400, '', 'provider_failed', 'surely-not'],
  [400, { error: 'plain words' }, 'provider_failed', 'surely-not'],
  [401, '', 'provider_auth', 'surely-not'],
  [403, '', 'provider_auth', 'surely-not'],
  [404, '<html>', 'provider_failed', 'surely-not'],
  [429, '', 'provider_rate_limited', 'surely-not'],
  [302, '', 'provider_failed', 'ambiguous'],
  [500, '', 'provider_overloaded', 'ambiguous'],
  [502, '', 'provider_overloaded', 'ambiguous'],
] as const)('POST answered with %s', (status, body, code, acceptance) => {
  expect(comfyError(http(status, body))).toMatchObject({ acceptance, failure: { code } })
})

const base = 'http://comfy'
const image = (filename: string, type = 'output', subfolder = '') => ({ filename, subfolder, type })
test.each<[string, HistoryEntry, object]>([
  ['saved', { outputs: { 9: { images: [image('a b.png', 'output', 'sub')] } }, status: { status_str: 'success' } }, { type: 'done', result: { files: [{ role: 'result', from: { url: 'http://comfy/view?filename=a+b.png&subfolder=sub&type=output' } }] } }],
  ['saved and shown', { outputs: { 8: { images: [image('t.png', 'temp')] }, 9: { images: [image('o.png')] } } }, { type: 'done', result: { files: [{ role: 'result', from: { url: 'http://comfy/view?filename=o.png&subfolder=&type=output' } }] } }],
  ['only shown', { outputs: { 7: {}, 8: { images: [image('t.png', 'temp')] } } }, { type: 'done', result: { files: [{ role: 'result', from: { url: 'http://comfy/view?filename=t.png&subfolder=&type=temp' } }] } }],
  ['nothing', { outputs: {}, status: { status_str: 'success' } }, { type: 'failed', failure: { code: 'provider_failed', params: { reason: 'no_result' } } }],
  ['interrupted', { status: { status_str: 'error', messages: [['execution_start', {}], ['execution_interrupted', { node_id: '3' }]] } }, { type: 'cancelled' }],
  ['out of memory', { status: { status_str: 'error', messages: [['execution_error', { exception_type: 'torch.OutOfMemoryError', exception_message: 'Allocation on device' }]] } }, { type: 'failed', failure: { code: 'provider_failed', params: { detail: 'torch.OutOfMemoryError: Allocation on device' } } }],
  ['an error without words', { status: { status_str: 'error' } }, { type: 'failed', failure: { code: 'provider_failed' } }],
])('a prompt that ended: %s', (_, entry, expected) => expect(answerOf(entry, base)).toEqual(expected))

test('percent: steps of samplers count, over all of them', () => {
  expect(percentOf([])).toBe(1)
  expect(percentOf([{ value: 1, max: 1, state: 'finished' }])).toBe(5)
  expect(percentOf([{ value: 0, max: 28 }])).toBe(5)
  expect(percentOf([{ value: 14, max: 28 }, { value: 1, max: 1, state: 'finished' }])).toBe(50)
  expect(percentOf([{ value: 28, max: 28 }])).toBe(95)
  expect(percentOf([{ value: 28, max: 28 }, { value: 0, max: 28 }])).toBe(50)
})
