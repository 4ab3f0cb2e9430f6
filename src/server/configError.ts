/** A setting that cannot be used: one line that says where, what and how to mend it. */
import type { TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value'

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** What is wrong with a value, for the first thing that is; undefined when nothing is. */
export function whyInvalid(schema: TSchema, value: unknown): string | undefined {
  const error = Value.Errors(schema, value).First()
  return error === undefined ? undefined : `${error.path || '/'}: ${problemOf(error)}`
}

function problemOf(error: ValueError): string {
  const { type, schema, value } = error
  const choices = choicesOf(schema)
  if (choices !== undefined) return `${shown(value)} is not one of ${choices.join(', ')}`
  if (type === ValueErrorType.ObjectAdditionalProperties) return `cannot stand here; ${whatCan(schema)}`
  return `${error.message.toLowerCase()}, not ${shown(value)}`
}

/** The names an object may have. */
function whatCan(schema: TSchema): string {
  const { properties = {}, patternProperties = {} } = schema as Record<string, Record<string, unknown> | undefined>
  return `known are ${[...Object.keys(properties), ...Object.keys(patternProperties)].join(', ')}`
}

/** The values a union of literals allows. */
function choicesOf(schema: TSchema): unknown[] | undefined {
  const { anyOf } = schema as { anyOf?: { const?: unknown }[] }
  return anyOf?.every((one) => one.const !== undefined) ? anyOf.map((one) => one.const) : undefined
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
