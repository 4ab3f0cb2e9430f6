/**
 * Who may import whom, and what may not be named where. Imports are read from the syntax tree, type-only and
 * dynamic ones too; a layer that is not in the table fails.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

interface Layer {
  /** Path prefix below src; the longest match wins. */
  readonly path: string
  /** Prefixes it may import from src. Its own is always allowed. */
  readonly from: readonly string[]
  /** Packages; a trailing * is a prefix. */
  readonly packages: readonly string[]
}

const CORE_BELOW_VIEW = [
  'core/units',
  'core/events',
  'core/floor',
  'core/windows',
  'core/measures',
  'core/forecast',
  'core/alerts',
]
const NODE = 'node:*'

const LAYERS: readonly Layer[] = [
  { path: 'core/units', from: [], packages: [] },
  { path: 'core/events', from: ['core/units'], packages: ['@sinclair/typebox*'] },
  { path: 'core/floor/fact', from: ['core/units'], packages: [] },
  { path: 'core/floor', from: ['core/units', 'core/events', 'core/floor/fact'], packages: [] },
  { path: 'core/windows', from: ['core/units', 'core/floor/fact'], packages: [] },
  { path: 'core/windows/siteDay', from: ['core/units'], packages: ['temporal-polyfill'] },
  { path: 'core/measures', from: ['core/units', 'core/floor', 'core/windows'], packages: [] },
  { path: 'core/forecast', from: ['core/units', 'core/floor', 'core/windows', 'core/measures'], packages: [] },
  { path: 'core/alerts', from: ['core/units', 'core/floor', 'core/windows', 'core/measures'], packages: [] },
  { path: 'core/view', from: CORE_BELOW_VIEW, packages: [] },
  { path: 'core/site', from: [...CORE_BELOW_VIEW, 'core/view'], packages: [] },
  {
    path: 'formats',
    from: ['core/units', 'core/events'],
    packages: ['csv-parse*', '@sinclair/typebox*', 'temporal-polyfill'],
  },
  { path: 'simulation', from: ['core/units', 'core/events'], packages: [] },
  { path: 'protocol', from: ['core/units', 'core/view'], packages: [] },
  { path: 'server/ports', from: ['core/units', 'core/events', 'protocol'], packages: [] },
  { path: 'server/feed', from: ['core/units', 'core/events', 'server/ports'], packages: ['nats', '@nats-io/*', NODE] },
  {
    path: 'server/sockets',
    from: ['core/units', 'protocol', 'server/ports', 'server/access', 'server/pipeline'],
    packages: ['ws', NODE],
  },
  {
    path: 'server/pipeline',
    from: ['core', 'protocol', 'server/ports'],
    packages: [],
  },
  { path: 'server', from: ['core', 'formats', 'simulation', 'protocol', 'server'], packages: ['*'] },
  { path: 'cli', from: ['core', 'formats', 'simulation', 'protocol', 'server', 'cli'], packages: ['*'] },
  { path: 'display/format', from: ['core/units'], packages: [] },
  { path: 'display/clock', from: ['core/units', 'display/serverTime'], packages: ['svelte*'] },
  { path: 'display/link', from: ['core/units', 'core/view', 'protocol', 'display/clock'], packages: ['svelte*'] },
  { path: 'display/chart', from: ['core/units', 'display/format'], packages: ['svelte*', 'uplot*'] },
  { path: 'display', from: ['core/units', 'core/view', 'display'], packages: ['svelte*', '@fontsource-variable/*'] },
  { path: 'routes', from: ['core/view', 'display'], packages: ['svelte*', '@sveltejs/kit*', '$app/*'] },
  { path: 'hooks.server', from: ['server'], packages: ['@sveltejs/kit*'] },
  { path: 'app.d', from: ['server', 'core/view'], packages: [] },
]

/** Layers that know no clock, no I/O and no framework. */
const PURE = ['core', 'formats', 'simulation', 'protocol']
const IMPURE_NAMES = new Set([
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'process',
  'console',
  'fetch',
  'globalThis',
  'window',
  'document',
  'WebSocket',
  'navigator',
  'localStorage',
])
const CLOCK_FILES = ['src/server/clock.ts', 'src/display/clock.svelte.ts']

interface Source {
  readonly file: string
  readonly tree: ts.SourceFile
}

const sources: Source[] = globSync('src/**/*.{ts,svelte}').map((file) => ({
  file: file.replaceAll('\\', '/'),
  tree: ts.createSourceFile(file, scriptOf(file), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS),
}))

function scriptOf(file: string): string {
  const text = readFileSync(file, 'utf8')
  if (!file.endsWith('.svelte')) return text
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script ?? '').join('\n')
}

function layerOf(path: string): Layer | undefined {
  const fits = LAYERS.filter((layer) => isUnder(path, layer.path))
  return fits.sort((a, b) => b.path.length - a.path.length)[0]
}

/** `core/units` holds core/units.ts and core/units/…, not core/unitsOther.ts. */
function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}.`)
}

function importsOf(tree: ts.SourceFile): string[] {
  const found: string[] = []
  visit(tree, (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined)
      if (ts.isStringLiteral(node.moduleSpecifier)) found.push(node.moduleSpecifier.text)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments
      if (argument !== undefined && ts.isStringLiteralLike(argument)) found.push(argument.text)
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
      found.push(node.argument.literal.text)
  })
  return found
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}

function complaint(source: Source, specifier: string): string | undefined {
  const path = source.file.slice('src/'.length)
  const layer = layerOf(path)
  if (layer === undefined) return `${source.file}: no layer of this name; give it a place in the table`
  if (!specifier.startsWith('.')) {
    if (specifier.startsWith('./$') || specifier === '$app/types') return undefined
    const allowed = layer.packages.some((name) =>
      name.endsWith('*') ? specifier.startsWith(name.slice(0, -1)) : name === specifier,
    )
    return allowed
      ? undefined
      : `${source.file} imports ${specifier}: ${layer.path} may use ${layer.packages.join(', ') || 'no package'}`
  }
  if (specifier.startsWith('./$')) return undefined
  const target = normalize(join(dirname(path), specifier)).replaceAll('\\', '/')
  const mayServer = path.startsWith('routes/') && path.includes('.server.')
  const allowed = [layer.path, ...layer.from, ...(mayServer ? ['server'] : [])]
  // A narrower layer inside an allowed one is allowed, except where it is one's own folder's exception.
  return allowed.some((prefix) => isUnder(target, prefix))
    ? undefined
    : `${source.file} imports ${target}: ${layer.path} may import ${layer.from.join(', ') || 'nothing'} of src`
}

describe('layers', () => {
  test('there is something to check', () => expect(sources.length).toBeGreaterThan(50))

  test('imports go along the table', () => {
    const complaints = sources.flatMap((source) =>
      importsOf(source.tree).map((specifier) => complaint(source, specifier)),
    )
    expect(complaints.filter((text) => text !== undefined)).toEqual([])
  })

  test('a forbidden import is found', () => {
    const tree = ts.createSourceFile(
      'x.ts',
      "import type { Site } from '../site.ts'\nawait import('ws')",
      ts.ScriptTarget.Latest,
      true,
    )
    const source = { file: 'src/core/measures/x.ts', tree }
    expect(importsOf(tree).map((specifier) => complaint(source, specifier))).toEqual([
      'src/core/measures/x.ts imports core/site.ts: core/measures may import core/units, core/floor, core/windows of src',
      'src/core/measures/x.ts imports ws: core/measures may use no package',
    ])
  })

  test('no two folders import each other', () => {
    const edges = new Set<string>()
    for (const { file, tree } of sources)
      for (const specifier of importsOf(tree)) {
        if (!specifier.startsWith('.') || specifier.startsWith('./$')) continue
        const to = folderOf(normalize(join(dirname(file), specifier)))
        const from = folderOf(file)
        if (from !== to) edges.add(`${from} → ${to}`)
      }
    const mutual = [...edges].filter((edge) => edges.has(edge.split(' → ').reverse().join(' → ')))
    expect(mutual.filter((edge) => edge < edge.split(' → ').reverse().join(' → ')).sort()).toEqual([])
  })
})

/** Rooms: a folder, or a file that stands beside folders; two levels deep where the table has two. */
function folderOf(file: string): string {
  const [, first = '', second = ''] = file.replaceAll('\\', '/').split('/')
  return ['core', 'server', 'display'].includes(first) ? `${first}/${second.replace(/\..*$/, '')}` : first
}

describe('names', () => {
  const problems = sources.flatMap((source) => namesIn(source))

  test('the pure layers name no clock, timer, process or browser', () => {
    expect(problems.filter((problem) => problem.includes('impure'))).toEqual([])
  })

  test('the wall clock is read in two files, the environment in one', () => {
    expect(problems.filter((problem) => problem.includes('clock') || problem.includes('environment'))).toEqual([])
  })

  test('no any, no non-null !, no export *, no top-level let in pure layers', () => {
    expect(problems.filter((problem) => problem.includes('style'))).toEqual([])
  })
})

function namesIn({ file, tree }: Source): string[] {
  const found: string[] = []
  const isPure = PURE.some((layer) => file.startsWith(`src/${layer}/`))
  const complain = (kind: string, node: ts.Node, what: string) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart())
    found.push(`${file}:${line + 1} ${kind}: ${what}`)
  }
  visit(tree, (node) => {
    if (ts.isIdentifier(node)) {
      const isUnits = file === 'src/core/units.ts' && node.text === 'Date'
      if (isPure && IMPURE_NAMES.has(node.text) && isReference(node) && !isUnits) complain('impure', node, node.text)
      if (isWallClock(node) && !CLOCK_FILES.includes(file)) complain('clock', node, node.parent.getText())
      if (node.text === 'env' && node.parent.getText() === 'process.env' && file !== 'src/server/config.ts')
        complain('environment', node, 'process.env')
      if (isPure && node.text === 'random' && node.parent.getText() === 'Math.random')
        complain('impure', node, 'Math.random')
    }
    if (node.kind === ts.SyntaxKind.AnyKeyword) complain('style', node, 'any')
    if (ts.isNonNullExpression(node)) complain('style', node, 'non-null !')
    if (ts.isExportDeclaration(node) && node.exportClause === undefined) complain('style', node, 'export *')
    if (
      isPure &&
      ts.isVariableStatement(node) &&
      node.parent === tree &&
      (node.declarationList.flags & ts.NodeFlags.Let) !== 0
    )
      complain('style', node, 'top-level let')
  })
  return found
}

function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  return (
    !(ts.isPropertyAssignment(parent) && parent.name === node) &&
    !ts.isPropertySignature(parent) &&
    !ts.isTypeReferenceNode(parent)
  )
}

/** `Date.now()`, `new Date()` without an argument, `performance.now()`. */
function isWallClock(node: ts.Identifier): boolean {
  const { parent } = node
  if (node.text === 'now' && ts.isPropertyAccessExpression(parent))
    return /^(Date|performance)\.now$/.test(parent.getText())
  return node.text === 'Date' && ts.isNewExpression(parent) && (parent.arguments?.length ?? 0) === 0
}
