/**
 * Workflow templates: what ComfyUI exports as "API", with slots such as `{{prompt}}` where a request's values go. Checked
 * when Safelight starts, so that no job finds out what is wrong with it.
 */

export const slots = ['prompt', 'seed', 'width', 'height', 'image', 'checkpoint'] as const
export type Slot = (typeof slots)[number]
export type SlotValues = Partial<Record<Slot, string | number>>

export type WorkflowNode = { class_type: string; inputs: Record<string, unknown> }
export type Workflow = Record<string, WorkflowNode>

export type Template = {
  nodes: number
  has(slot: Slot): boolean
  /** the workflow with its slots filled. A slot that is the whole of a text takes the value as it is, numbers as numbers */
  fill(values: SlotValues): Workflow
}

/** Without the prompt nothing is asked; without the seed every picture of one prompt is the same. */
const needed: readonly Slot[] = ['prompt', 'seed']
const anySlot = /\{\{\s*([^{}]*?)\s*\}\}/g
const wholeSlot = /^\{\{\s*([^{}]*?)\s*\}\}$/

/**
 * Reads a template.
 * @param where how its errors call it: `COMFYUI_WORKFLOW (/srv/flow.json)`
 * @throws Error with one sentence on the first thing that is wrong
 */
export function readTemplate(text: string, where: string): Template {
  const wrong = (what: string) => new Error(`${where} ${what}`)
  const workflow = parsed(text)
  if (!isObject(workflow)) throw wrong('is not a JSON object')
  if (Array.isArray(workflow.nodes) && Array.isArray(workflow.links)) throw wrong("is a workflow saved for ComfyUI's editor: export it there with Export (API)")
  const ids = Object.keys(workflow)
  if (ids.length === 0) throw wrong('has no nodes')
  const found = new Set<Slot>()
  for (const [id, node] of Object.entries(workflow)) {
    if (!isObject(node) || typeof node.class_type !== 'string' || !isObject(node.inputs)) throw wrong(`has a node ${id} without class_type and inputs`)
    for (const [input, value] of Object.entries(node.inputs)) {
      const place = `in node ${id} (${node.class_type}), input ${input}`
      if (isLink(value) && !ids.includes(value[0])) throw wrong(`points at a node ${value[0]} that is not there, ${place}`)
      for (const words of textsIn(value)) {
        for (const [, name = ''] of words.matchAll(anySlot)) {
          if (!(slots as readonly string[]).includes(name)) throw wrong(`has an unknown slot {{${name}}} ${place}; there are ${slots.map((slot) => `{{${slot}}}`).join(', ')}`)
          if (name === 'image' && !wholeSlot.test(words)) throw wrong(`must have {{image}} alone, not inside other text, ${place}`)
          found.add(name as Slot)
        }
      }
    }
  }
  for (const slot of needed) if (!found.has(slot)) throw wrong(`has no slot {{${slot}}}`)
  return {
    nodes: ids.length,
    has: (slot) => found.has(slot),
    fill: (values) => filled(workflow, values) as Workflow,
  }
}

function filled(value: unknown, values: SlotValues): unknown {
  if (typeof value === 'string') {
    const whole = wholeSlot.exec(value)?.[1]
    const known = whole === undefined ? undefined : values[whole as Slot]
    return known ?? value.replace(anySlot, (words, name: string) => String(values[name as Slot] ?? words))
  }
  if (Array.isArray(value)) return value.map((one) => filled(one, values))
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, values)]))
  return value
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return isObject(value) ? Object.values(value).flatMap(textsIn) : []
}

/** `["4", 0]`: the first output of node 4. */
const isLink = (value: unknown): value is [string, number] => Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && Number.isInteger(value[1])

const isObject = (value: unknown): value is Record<string, any> => typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
