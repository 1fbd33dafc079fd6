import { expect, test } from 'vitest'
import defaultWorkflow from './default-workflow.json' with { type: 'json' }
import { readTemplate } from './template.ts'

const read = (workflow: unknown) => readTemplate(JSON.stringify(workflow), 'COMFYUI_WORKFLOW (/flow.json)')
const node = (inputs: Record<string, unknown>, class_type = 'CLIPTextEncode') => ({ class_type, inputs })
const good = { 1: node({ text: 'a photo of {{prompt}}, best quality' }), 2: node({ seed: '{{ seed }}', positive: ['1', 0] }, 'KSampler') }

test('the built-in workflow: every value in its place, and of its type', () => {
  const template = readTemplate(JSON.stringify(defaultWorkflow), 'the built-in workflow')
  const filled = template.fill({ prompt: 'say "{{seed}}" \n', seed: 42, width: 1344, height: 768, checkpoint: 'mine.safetensors' })
  expect(filled[6]!.inputs.text).toBe('say "{{seed}}" \n')
  expect(filled[3]!.inputs).toMatchObject({ seed: 42, model: ['4', 0], steps: 28 })
  expect(filled[5]!.inputs).toEqual({ width: 1344, height: 768, batch_size: 1 })
  expect(filled[4]!.inputs.ckpt_name).toBe('mine.safetensors')
  expect(template.has('image')).toBe(false)
})

test('slots inside other text, with spaces, and in lists', () => {
  const template = read({ ...good, 3: node({ lines: ['{{width}}x{{height}}', { deep: '{{prompt}}' }] }) })
  const filled = template.fill({ prompt: 'a fox', seed: 7, width: 10, height: 20 })
  expect(filled[1]!.inputs.text).toBe('a photo of a fox, best quality')
  expect(filled[2]!.inputs.seed).toBe(7)
  expect(filled[3]!.inputs.lines).toEqual(['10x20', { deep: 'a fox' }])
})

test.each([
  ['no JSON', '{', 'COMFYUI_WORKFLOW (/flow.json) is not a JSON object'],
  ['a list', [], 'COMFYUI_WORKFLOW (/flow.json) is not a JSON object'],
  ['nothing', {}, 'COMFYUI_WORKFLOW (/flow.json) has no nodes'],
  ["the editor's format", { nodes: [], links: [], version: 0.4 }, "COMFYUI_WORKFLOW (/flow.json) is a workflow saved for ComfyUI's editor: export it there with Export (API)"],
  ['half a node', { ...good, 9: { inputs: {} } }, 'COMFYUI_WORKFLOW (/flow.json) has a node 9 without class_type and inputs'],
  ['an unknown slot', { ...good, 9: node({ text: '{{promt}}' }) }, 'COMFYUI_WORKFLOW (/flow.json) has an unknown slot {{promt}} in node 9 (CLIPTextEncode), input text; there are {{prompt}}, {{seed}}, {{width}}, {{height}}, {{image}}, {{checkpoint}}'],
  ['no prompt', { 2: node({ seed: '{{seed}}' }, 'KSampler') }, 'COMFYUI_WORKFLOW (/flow.json) has no slot {{prompt}}'],
  ['no seed', { 1: good[1] }, 'COMFYUI_WORKFLOW (/flow.json) has no slot {{seed}}'],
  ['a link to nowhere', { ...good, 9: node({ clip: ['44', 1] }) }, 'COMFYUI_WORKFLOW (/flow.json) points at a node 44 that is not there, in node 9 (CLIPTextEncode), input clip'],
  ['an image inside text', { ...good, 9: node({ image: 'in/{{image}}' }, 'LoadImage') }, 'COMFYUI_WORKFLOW (/flow.json) must have {{image}} alone, not inside other text, in node 9 (LoadImage), input image'],
])('%s is refused, in words that say where', (_, workflow, words) => {
  const attempt = () => (typeof workflow === 'string' ? readTemplate(workflow, 'COMFYUI_WORKFLOW (/flow.json)') : read(workflow))
  expect(attempt).toThrow(new Error(words))
})
