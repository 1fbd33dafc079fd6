/** Asking a chat for JSON, and finding it in the answer: gateways differ in what they know of `response_format`. */
import type { TextRequest } from '../provider.ts'

export type JsonFormat = 'json_schema' | 'json_object' | 'plain'
export const jsonFormats: readonly JsonFormat[] = ['json_schema', 'json_object', 'plain']

/** The part of a chat request that says what is wanted. Without `json_schema` the schema stands in the instructions. */
export function chatBody(model: string, { system, prompt, schema }: TextRequest, format: JsonFormat): Record<string, unknown> {
  const told = schema !== null && format !== 'json_schema'
  const instructions = told ? `${system}\n\nAnswer with one JSON object and nothing else. It follows this JSON Schema:\n${JSON.stringify(schema.schema)}` : system
  return {
    model,
    messages: [...(instructions === '' ? [] : [{ role: 'system', content: instructions }]), { role: 'user', content: prompt }],
    ...(schema !== null && format === 'json_schema' && { response_format: { type: 'json_schema', json_schema: { name: schema.name, schema: schema.schema, strict: isStrict(schema.schema) } } }),
    ...(schema !== null && format === 'json_object' && { response_format: { type: 'json_object' } }),
  }
}

/** `strict` is taken only where every object names all its fields as required and allows no others. */
export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict)
  if (schema === null || typeof schema !== 'object') return true
  const { type, properties, required, additionalProperties } = schema as { type?: unknown; properties?: Record<string, unknown>; required?: unknown; additionalProperties?: unknown }
  if (type === 'object' && (additionalProperties !== false || !Object.keys(properties ?? {}).every((name) => Array.isArray(required) && required.includes(name)))) return false
  return Object.values(schema).every(isStrict)
}

/** The JSON in an answer that may wrap it in a fence or in a sentence; the answer itself where there is none. */
export function jsonIn(content: string): string {
  const candidates = [content, /```(?:json)?\s*([\s\S]*?)```/.exec(content)?.[1], content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1)]
  return candidates.map((text) => text?.trim()).find((text) => text !== undefined && isJsonObject(text)) ?? content
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}
