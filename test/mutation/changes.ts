/** What can be broken on purpose at one place of the source: one small change each. */
import ts from 'typescript'

export interface Change {
  /** For the report: what became what. */
  readonly what: string
  /** The expression as changed; a statement that is dropped has none. */
  readonly text: string
}

const SWAPPED: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [ts.SyntaxKind.LessThanToken]: '<=',
  [ts.SyntaxKind.LessThanEqualsToken]: '<',
  [ts.SyntaxKind.GreaterThanToken]: '>=',
  [ts.SyntaxKind.GreaterThanEqualsToken]: '>',
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [ts.SyntaxKind.PlusToken]: '-',
  [ts.SyntaxKind.MinusToken]: '+',
  [ts.SyntaxKind.AsteriskToken]: '/',
  [ts.SyntaxKind.SlashToken]: '*',
  [ts.SyntaxKind.AmpersandAmpersandToken]: '||',
  [ts.SyntaxKind.BarBarToken]: '&&',
  [ts.SyntaxKind.PlusEqualsToken]: '-=',
  [ts.SyntaxKind.MinusEqualsToken]: '+=',
}

const MATH: Readonly<Record<string, string>> = {
  'Math.max': 'Math.min',
  'Math.min': 'Math.max',
  'Math.floor': 'Math.ceil',
  'Math.ceil': 'Math.floor',
}

/** Makers of instants and lengths, by which argument is the edge. */
const EDGES: Readonly<Record<string, number>> = { epochMs: 0, durationMs: 0, earlier: 1, later: 1 }

export function changesOf(node: ts.Expression): Change[] {
  const made: Change[] = []
  const become = (text: string): void => void made.push({ what: `${short(node.getText())} → ${short(text)}`, text })
  if (ts.isBinaryExpression(node)) binary(node, become)
  if (ts.isNumericLiteral(node)) constant(node, become)
  if (ts.isPropertyAccessExpression(node)) rename(MATH[node.getText()], become)
  if (ts.isCallExpression(node)) edge(node, become)
  if (ts.isObjectLiteralExpression(node)) fraction(node, become)
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    become(node.operand.getText())
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) countDown(node, become)
  if (isCondition(node) && !isNegatedElsewhere(node)) become(`!(${node.getText()})`)
  return made
}

type Become = (text: string) => void

function binary(node: ts.BinaryExpression, become: Become): void {
  const { left, operatorToken, right } = node
  const swapped = SWAPPED[operatorToken.kind]
  if (swapped !== undefined) become(`${left.getText()} ${swapped} ${right.getText()}`)
  if (operatorToken.kind === ts.SyntaxKind.SlashToken) become(`${right.getText()} / ${left.getText()}`)
  if (isSum(node) && !isSum(node.parent)) dropTerms(termsOf(node), become)
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) && [ts.SyntaxKind.PlusToken, ts.SyntaxKind.MinusToken].includes(node.operatorToken.kind)
  )
}

function termsOf(node: ts.Expression): string[] {
  if (!isSum(node)) return [`+ (${node.getText()})`]
  return [...termsOf(node.left), `${node.operatorToken.getText()} (${node.right.getText()})`]
}

function dropTerms(terms: readonly string[], become: Become): void {
  for (const term of terms) become(terms.filter((other) => other !== term).join(' '))
}

function constant(node: ts.NumericLiteral, become: Become): void {
  const value = Number(node.text)
  become(String(value + 1))
  become(String(value - 1))
}

function rename(name: string | undefined, become: Become): void {
  if (name !== undefined) become(name)
}

function edge(node: ts.CallExpression, become: Become): void {
  const name = node.expression.getText()
  const place = EDGES[name]
  const argument = place === undefined ? undefined : node.arguments[place]
  if (argument === undefined || ts.isNumericLiteral(argument)) return
  const others = node.arguments.map((other) => (other === argument ? `${other.getText()} + 1` : other.getText()))
  become(`${name}(${others.join(', ')})`)
}

function fraction(node: ts.ObjectLiteralExpression, become: Become): void {
  const numerator = memberOf(node, 'numerator')
  const denominator = memberOf(node, 'denominator')
  if (numerator === undefined || denominator === undefined) return
  become(`{ numerator: ${denominator}, denominator: ${numerator} }`)
}

function memberOf(node: ts.ObjectLiteralExpression, name: string): string | undefined {
  for (const member of node.properties) {
    if (member.name?.getText() !== name) continue
    if (ts.isPropertyAssignment(member)) return member.initializer.getText()
    if (ts.isShorthandPropertyAssignment(member)) return name
  }
  return undefined
}

function countDown(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, become: Become): void {
  if (node.operator === ts.SyntaxKind.PlusPlusToken) become(`${node.operand.getText()}--`)
  if (node.operator === ts.SyntaxKind.MinusMinusToken) become(`${node.operand.getText()}++`)
}

function isCondition(node: ts.Expression): boolean {
  const { parent } = node
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node
  return (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) && parent.condition === node
}

/** Another change of the same expression says the same. */
function isNegatedElsewhere(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken
  return ts.isBinaryExpression(node) && /^[=!]==$/.test(node.operatorToken.getText())
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= 90 ? line : `${line.slice(0, 87)}...`
}
