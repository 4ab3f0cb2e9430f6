/** Every rule has a test that quotes it, every quoted id is a rule. */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const RULE = /\*\*\[([A-Z]{2}\d+)\]\*\*/g
const TITLE = /\b(?:test|it|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*(['"`])(.*?)\1/gs

function rules(): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of globSync('src/**/SPEC.md'))
    for (const [, id] of readFileSync(file, 'utf8').matchAll(RULE)) {
      if (id === undefined) continue
      if (found.has(id)) throw new Error(`${id} stands in ${found.get(id)} and in ${file}`)
      found.set(id, file)
    }
  return found
}

function quoted(): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of globSync('test/**/*.test.ts'))
    for (const [, , title] of readFileSync(file, 'utf8').matchAll(TITLE))
      for (const [group] of title?.matchAll(/\[[A-Z]{2}\d+(?:,\s*[A-Z]{2}\d+)*\]/g) ?? [])
        for (const [id] of group.matchAll(/[A-Z]{2}\d+/g)) found.set(id, file)
  return found
}

test('every rule of a SPEC is quoted by a test title', () => {
  const tested = quoted()
  expect([...rules()].filter(([id]) => !tested.has(id)).map(([id, file]) => `${id} (${file})`)).toEqual([])
})

test('every id that a test title quotes is a rule of a SPEC', () => {
  const known = rules()
  expect([...quoted()].filter(([id]) => !known.has(id)).map(([id, file]) => `${id} (${file})`)).toEqual([])
})
