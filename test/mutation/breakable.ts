/**
 * A source file with all its mutants built in: every changed place asks `$mutant(number)` whether it is the broken
 * one. So the tests load the code once, and each mutant is a matter of setting one number.
 */
import ts from 'typescript'
import { changesOf } from './changes.ts'

export interface Mutant {
  readonly number: number
  readonly file: string
  readonly line: number
  readonly what: string
}

export interface Breakable {
  readonly text: string
  readonly mutants: readonly Mutant[]
}

/** `dump()` and `load()` are judged by the tests of N13, not here. */
const LEFT_OUT = ['dump', 'load']

/** Numbers the mutants from `first` on. */
export function breakable(file: string, source: string, first: number): Breakable {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const mutants: Mutant[] = []

  const numbered = (node: ts.Node, what: string): string => {
    const number = first + mutants.length
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart())
    mutants.push({ number, file, line: line + 1, what })
    return `$mutant(${String(number)})`
  }

  const rendered = (node: ts.Node): string => {
    if (isLeftOut(node)) return node.getText()
    const changes = isChangeable(node) ? changesOf(node) : []
    const asked = changes.map(({ what, text }) => `${numbered(node, what)} ? (${text}) : `).join('')
    const dropped = isDroppable(node) ? `if (!${numbered(node, `dropped: ${firstLine(node)}`)})` : ''
    const inside = withChildren(node)
    if (ts.isExpressionStatement(node)) return `{ ${dropped} { ${inside} } }`
    return asked === '' ? inside : `(${asked}(${inside}))`
  }

  const withChildren = (node: ts.Node): string => {
    let text = ''
    let from = node.getStart()
    ts.forEachChild(node, (child) => {
      text += source.slice(from, child.getStart()) + rendered(child)
      from = child.end
    })
    return text + source.slice(from, node.end)
  }

  return { text: withChildren(tree), mutants }
}

/** Types, imports, error texts, dumping and loading. */
function isLeftOut(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isThrowStatement(node)) return true
  return ts.isMethodDeclaration(node) && LEFT_OUT.includes(node.name.getText())
}

function isChangeable(node: ts.Node): node is ts.Expression {
  if (!ts.isExpression(node)) return false
  return !(ts.isPropertyAssignment(node.parent) && node.parent.name === (node as ts.Node))
}

/** A statement that is nothing but a call or an assignment. */
function isDroppable(node: ts.Node): boolean {
  if (!ts.isExpressionStatement(node)) return false
  const { expression } = node
  if (ts.isCallExpression(expression)) return expression.expression.kind !== ts.SyntaxKind.SuperKeyword
  return ts.isBinaryExpression(expression) && /^[^=]?=$/.test(expression.operatorToken.getText()) && !isInMaking(node)
}

/** What a constructor or a loader sets up. */
function isInMaking(node: ts.Node): boolean {
  return ts.findAncestor(node, ts.isConstructorDeclaration) !== undefined
}

function firstLine(node: ts.Node): string {
  return node.getText().split('\n')[0] ?? ''
}
