/** A value that a JSON Schema allows, for simulated chats: enough of the language for what models are asked for. */

type Schema = { type?: string | string[]; enum?: unknown[]; const?: unknown; default?: unknown; properties?: Record<string, Schema>; required?: string[]; items?: Schema; minItems?: number; maxItems?: number; minimum?: number; maximum?: number; minLength?: number; maxLength?: number; anyOf?: Schema[]; oneOf?: Schema[]; $ref?: string; $defs?: Record<string, Schema> }

/** @param topic what its texts speak of */
export function exampleOf(schema: Schema, topic: string, name = 'text', root: Schema = schema, nth = 1): unknown {
  if (schema.$ref !== undefined) return exampleOf(root.$defs?.[schema.$ref.split('/').at(-1)!] ?? {}, topic, name, root, nth)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return exampleOf(alternatives.find(({ type }) => type !== 'null') ?? {}, topic, name, root, nth)
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([field, inner]) => [field, exampleOf(inner, topic, field, root, nth)]))
    case 'array': {
      const count = Math.min(Math.max(schema.minItems ?? 1, 3), schema.maxItems ?? 3)
      return Array.from({ length: count }, (_, i) => exampleOf(schema.items ?? {}, topic, name, root, i + 1))
    }
    case 'integer':
    case 'number':
      return Math.min(Math.max(5, schema.minimum ?? 5), schema.maximum ?? 5)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return `${topic.slice(0, 60)}: ${name} ${nth}, simulated`.padEnd(schema.minLength ?? 0, '.').slice(0, schema.maxLength ?? 400)
  }
}
