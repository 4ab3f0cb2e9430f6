/**
 * The oracle's answers, worked out once with the unbroken core and then given again in the same order: a test asks
 * the oracle the same questions whatever the core answers, up to the first difference.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import * as intake from '../simulation/oracle/intake.ts'
import * as view from '../simulation/oracle/oracleView.ts'

type Answers = Record<string, unknown[]>

const FILE = new URL('../../answers/oracle.json', import.meta.url)
const asking: { check: string; next: number; answers: Answers; isRecording: boolean } = {
  check: '',
  next: 0,
  answers: {},
  isRecording: false,
}

export function startAsking(check: string): void {
  asking.check = check
  asking.next = 0
  if (asking.isRecording) asking.answers[check] = []
}

export function recordAnswers(): void {
  asking.isRecording = true
}

export function keepAnswers(): void {
  writeFileSync(FILE, JSON.stringify(asking.answers))
  asking.isRecording = false
}

export function recallAnswers(): void {
  asking.answers = JSON.parse(readFileSync(FILE, 'utf8')) as Answers
}

export const oracleView: typeof view.oracleView = (...question) => remembered(() => view.oracleView(...question))

/** Only the newest instant is ever asked for outside the oracle. */
export const takeIn: typeof intake.takeIn = (...question) =>
  remembered(() => ({ newest: intake.takeIn(...question).newest }) as ReturnType<typeof intake.takeIn>)

function remembered<T>(answer: () => T): T {
  // While tests are collected.
  if (asking.check === '') return answer()
  const given = asking.answers[asking.check]
  if (asking.isRecording) {
    const fresh = answer()
    given?.push(fresh)
    return fresh
  }
  const known = given?.[asking.next++]
  if (known === undefined) throw new Error('another question than the unbroken core led to')
  return known as T
}
