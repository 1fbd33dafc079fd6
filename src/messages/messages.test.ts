import { describe, expect, test } from 'vitest'
import { failureCodes, renderFailure, renderField } from './failures.ts'
import { locales, pickLocale } from './locale.ts'
import { progressWords } from './progress.ts'
import { renderLedger, renderTimeline } from './record.ts'

describe('the language', () => {
  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh-Hant-TW', 'zh-CN'],
    ['en-GB,zh;q=0.5', 'en'],
    ['en;q=0.2, zh;q=0.7', 'zh-CN'],
    ['fr, zh;q=0', 'en'],
    ['fr-FR,*;q=0.1', 'en'],
  ])('for %s is %s', (header, locale) => expect(pickLocale(header)).toBe(locale))
})

describe('failures', () => {
  test('every code has whole sentences in every language, with and without parameters', () => {
    for (const locale of locales)
      for (const code of failureCodes)
        for (const params of [undefined, { needed: 20, available: 5, kind: 'x', detail: 'd', credits: 3, max: 10 }]) {
          const f = renderFailure(locale, { code, params })
          for (const words of [f.title, f.message, f.advice]) {
            expect(words.length).toBeGreaterThan(1)
            expect(words).not.toMatch(/undefined|NaN|null|\[object/)
          }
        }
  })

  test('the words that outside checks know', () => {
    expect(renderFailure('zh-CN', { code: 'unknown_job_type', params: { kind: 'X' } }).message).toBe('未知的任务类型: X')
    expect(renderFailure('en', { code: 'unknown_job_type', params: { kind: 'X' } }).message).toBe('Unknown job type: X')
    expect(renderFailure('zh-CN', { code: 'config_not_found' }).message).toBe('视频配置不存在')
    expect(renderFailure('zh-CN', { code: 'insufficient_credits' }).message).toBe('积分不足')
    expect(renderFailure('en', { code: 'insufficient_credits', params: { needed: 20, available: 5 } }).message).toContain('15 missing')
  })

  test('a code of a newer release, or a name from Object.prototype, reads as internal', () => {
    for (const code of ['made_up', 'constructor', '__proto__'])
      expect(renderFailure('en', { code })).toEqual({ ...renderFailure('en', { code: 'internal' }), code })
    expect(renderField('en', { code: 'toString' })).toBe('This is not valid.')
  })
})

test('progress reads as the specification has it', () => {
  const zh = progressWords['zh-CN']
  expect([zh.imageQueued, zh.imageGenerating(2, 4), zh.modelPreparing, zh.modelWaiting(0), zh.modelGenerating(50)]).toEqual([
    '任务队列中，等待处理',
    '正在生成 2/4 张图片',
    '准备生成模型...',
    '等待处理 0%',
    '生成中 50%',
  ])
})

test('ledger and timeline sentences stand without parameters too', () => {
  for (const locale of locales) {
    expect(renderLedger(locale, 'release', { what: 'X', reason: 'Y', credits: 2 })).toMatch(/X.*Y/)
    for (const words of [renderLedger(locale, 'release', {}), renderTimeline(locale, 'delayed', {}), renderTimeline(locale, 'claimed', {})])
      expect(words).not.toMatch(/undefined/)
    expect(renderTimeline(locale, 'made_up', {})).toBe('made_up')
  }
})
