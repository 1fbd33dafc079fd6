/** OpenAPI as one readable page. Pure. */

type Schema = { type?: string | string[]; anyOf?: Schema[]; oneOf?: Schema[]; enum?: unknown[]; const?: unknown; properties?: Record<string, Schema>; required?: string[]; items?: Schema; description?: string; $ref?: string; minimum?: number; maximum?: number; default?: unknown }
type Body = { content?: Record<string, { schema?: Schema }>; description?: string }
type Operation = { summary?: string; description?: string; tags?: string[]; parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[]; requestBody?: Body; responses?: Record<string, Body> }
export type OpenApi = { info: { title: string; version: string; description?: string }; paths: Record<string, Record<string, Operation>> }

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const prose = (text: string) => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return 'any'
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'object'
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const options = schema.anyOf ?? schema.oneOf
  if (options !== undefined) return options.map(typeOf).join(' | ')
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`
  return [schema.type ?? 'any'].flat().join(' | ')
}

/** The members of an object, those of nested objects and lists indented below them. */
function members(schema: Schema | undefined, depth = 0): string {
  const object = schema?.properties ? schema : [...(schema?.anyOf ?? []), ...(schema?.items ? [schema.items] : [])].find((s) => s.properties ?? s.items?.properties)
  const properties = (object?.properties ?? object?.items?.properties) as Record<string, Schema> | undefined
  if (properties === undefined || depth > 4) return ''
  const required = object?.required ?? object?.items?.required ?? []
  const rows = Object.entries(properties).map(
    ([name, inner]) =>
      `<li><code>${escape(name)}</code>${required.includes(name) ? '' : '<i>?</i>'} <span>${escape(typeOf(inner))}</span>${inner.description ? ` ${prose(inner.description)}` : ''}${members(inner, depth + 1)}</li>`,
  )
  return `<ul>${rows.join('')}</ul>`
}

function operation(path: string, method: string, op: Operation): string {
  const parts = [`<h3 id="${method}-${escape(path)}"><b class="${method}">${method.toUpperCase()}</b> <code>${escape(path)}</code></h3>`]
  if (op.summary) parts.push(`<p>${prose(op.summary)}</p>`)
  if (op.description) parts.push(`<p>${prose(op.description)}</p>`)
  const query = (op.parameters ?? []).filter((parameter) => parameter.in !== 'path')
  if (query.length > 0)
    parts.push(`<h4>Parameters</h4><ul>${query.map((p) => `<li><code>${escape(p.name)}</code>${p.required ? '' : '<i>?</i>'} <span>${escape(typeOf(p.schema))} in ${escape(p.in)}</span></li>`).join('')}</ul>`)
  const body = op.requestBody?.content?.['application/json']?.schema
  if (body !== undefined && body.properties && Object.keys(body.properties).length > 0) parts.push(`<h4>Body</h4>${members(body)}`)
  for (const [status, response] of Object.entries(op.responses ?? {})) {
    const schema = response.content?.['application/json']?.schema
    if (status === 'default') continue
    parts.push(schema === undefined ? `<h4>${status}</h4>` : `<details><summary>${status}</summary>${members(schema)}</details>`)
  }
  return `<section>${parts.join('\n')}</section>`
}

const style = `:root{color-scheme:dark light}body{font:16px/1.55 system-ui,sans-serif;margin:0 auto;max-width:52rem;padding:2rem 1rem;background:#0c0a0a;color:#eae4e2}
a{color:#ff8a75}code{font:.9em/1.4 ui-monospace,monospace}h1,h2{font-weight:600}h2{margin-top:3rem;border-bottom:1px solid #3a3230}h3{margin:2rem 0 .3rem;font-weight:500}
h4{margin:.8rem 0 .2rem}ul{margin:.2rem 0;padding-left:1.3rem}li span{color:#b3a7a3}summary{cursor:pointer}b{font-weight:600}b.get{color:#8fc7a2}b.post{color:#ff8a75}b.patch{color:#e8b86a}b.delete{color:#ff6b6b}
@media(prefers-color-scheme:light){body{background:#fbf9f8;color:#1d1817}a,b.post{color:#a8321d}li span{color:#665b57}h2{border-color:#ddd3d0}b.get{color:#226a3d}b.patch{color:#855a00}b.delete{color:#a11}}`

export function docsPage(api: OpenApi, problems: { code: string; title: string; message: string; advice: string }[]): string {
  const sections = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, op] of Object.entries(methods)) {
      const tag = op.tags?.[0] ?? 'other'
      sections.set(tag, [...(sections.get(tag) ?? []), operation(path, method, op)])
    }
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(api.info.title)} API</title><style>${style}</style></head><body>
<main><h1>${escape(api.info.title)} API <small>${escape(api.info.version)}</small></h1>
<p>${prose(api.info.description ?? '')}</p>
<p>Machine-readable: <a href="/api/openapi.json">openapi.json</a>. Try: <code>curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"prompt":"a red fox in the snow"}' /api/tasks</code></p>
${[...sections].map(([tag, operations]) => `<h2>${escape(tag)}</h2>${operations.join('\n')}`).join('\n')}
<h2>Problems</h2><ul>${problems.map((p) => `<li id="problem-${p.code}"><code>${p.code}</code> ${escape(p.message)} <span>${escape(p.advice)}</span></li>`).join('')}</ul></main></body></html>`
}
